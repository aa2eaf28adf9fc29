// SPDX-License-Identifier: Apache-2.0

extension RandomAccessCollection {
    /// Index of the first element that belongs to the second part of a collection
    /// whose elements are ordered so that all of the first part come before;
    /// `endIndex` when there is none. Binary search, named as in swift-algorithms.
    @inlinable
    package func partitioningIndex(
        where belongsInSecondPart: (Element) throws -> Bool
    ) rethrows -> Index {
        var (low, count) = (startIndex, self.count)
        while count > 0 {
            let half = count / 2
            let middle = index(low, offsetBy: half)
            if try belongsInSecondPart(self[middle]) {
                count = half
            } else {
                low = index(after: middle)
                count -= half + 1
            }
        }
        return low
    }
}
