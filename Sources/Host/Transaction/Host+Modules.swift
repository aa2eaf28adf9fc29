// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support
import SystemPackage

extension Host {
    /// Inserts the module's image, again and again while the kernel is busy, and
    /// keeps a copy of its files.
    func insert(_ module: VariantModule) throws -> TransitionReport {
        let image = try image(module)
        let log = KernelLog(root)
        var reasons: [String] = []
        let attempts = try persist(.load, module.moduleName, blocker: { reasons.last }) {
            let errno = calls.insert(image)
            reasons += log.reasons()
            guard let errno, errno != .resourceBusy else { return errno == nil }
            throw HostError.insertFailed(
                module: module.moduleName, errno: errno, log: reasons.suffix(20))
        }
        do {
            let report = try confirm(module.title, .loaded, attempts)
            try LoadedCopies(root: root).keep(module)
            return report
        } catch {
            // The module is ours, whatever it calls itself.
            if let stranger = try loaded(), stranger.module != module.moduleName {
                _ = try setEnabled(false, module: stranger.module, title: stranger.title)
                try remove(stranger.module)
            }
            throw error
        }
    }

    /// The file's bytes, which are the kernel's, after the last check that needs no kernel.
    private func image(_ module: VariantModule) throws -> [UInt8] {
        let file = root.path(module.path)
        let bytes = try Files.read(file)
        let found = try ModuleImage.moduleName(bytes, name: file.string)
        guard found == module.moduleName else {
            throw HostError.damaged(
                file, "is the module \(found ?? "without a name"), not \(module.moduleName)")
        }
        return bytes
    }

    /// Writes to the runtime's `enabled` file; nil when the module is gone or has
    /// that state already.
    func setEnabled(_ isEnabled: Bool, module: String, title: String) throws -> TransitionReport? {
        let wanted: LoadedVariant.State = isEnabled ? .loaded : .unloaded
        guard let now = try loaded(), now.module == module, now.state != wanted else { return nil }
        let log = KernelLog(root)
        var reasons: [String] = []
        let blocker = { (try? self.loaded())?.blocker ?? reasons.last }
        let attempts = try persist(isEnabled ? .load : .unload, module, blocker: blocker) {
            do {
                try calls.write(isEnabled ? "1" : "0", root.path(LoadedVariant.enabledFile))
                return true
            } catch SystemError.file(_, _, errno: .resourceBusy) {
                reasons += log.reasons()
                return false
            } catch SystemError.file(_, _, let errno) {
                reasons += log.reasons()
                throw HostError.unloadFailed(
                    module: module, errno: errno, log: reasons.suffix(20))
            }
        }
        return try confirm(title, wanted, attempts)
    }

    /// Takes the module out and waits until it is gone. The kernel may hold it
    /// for a moment: tasks leave the module's text after the switch.
    func remove(_ module: String) throws {
        let directory = FilePath("/sys/module").appending(module)
        guard try loaded()?.module == module || root.exists(directory) else { return }
        _ = try persist(.remove, module, blocker: { (try? self.loaded())?.blocker }) {
            switch calls.remove(module) {
            case nil, .noSuchFileOrDirectory?: return true
            case .wouldBlock?, .resourceBusy?: return false
            case let errno?: throw HostError.removeFailed(module: module, errno: errno)
            }
        }
        _ = try persist(.remove, module, blocker: { nil }) { !root.exists(directory) }
    }

    private func confirm(
        _ title: String, _ state: LoadedVariant.State, _ attempts: TransitionReport.Attempts
    ) throws -> TransitionReport {
        let expected = "\(title) \(state.rawValue)"
        guard let now = try loaded() else {
            throw HostError.notConfirmed(expected: expected, found: "no variant")
        }
        guard now.title == title, now.state == state, let transition = now.transition else {
            throw HostError.notConfirmed(
                expected: expected, found: "\(now.title) \(now.state.rawValue)")
        }
        return TransitionReport(now, transition, attempts)
    }

    /// Calls `attempt` until it returns true. After each false it waits, twice as
    /// long as before up to a second, until `patience` is used up or `stop` is made.
    ///
    /// - Throws: `HostError.busy`, and what `attempt` throws.
    private func persist(
        _ action: HostError.BusyAction, _ module: String, blocker: () -> String?,
        attempt: () throws -> Bool
    ) throws -> TransitionReport.Attempts {
        let start = calls.now()
        var wait = Duration.milliseconds(20)
        var tries = 1
        while try !attempt() {
            let spent = calls.now() - start
            if stop.isMade { progress.note("interrupted: \(module) is not tried again") }
            guard spent < patience, !stop.isMade else {
                throw HostError.busy(
                    action, module: module, waited: spent, tries: tries, blocker: blocker())
            }
            if tries == 1 { progress.note("\(module): the kernel is busy, trying again") }
            calls.pause(min(wait, patience - spent))
            wait = min(wait * 2, .seconds(1))
            tries += 1
        }
        return TransitionReport.Attempts(count: tries, wall: calls.now() - start)
    }
}
