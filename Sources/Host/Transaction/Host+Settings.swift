// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

extension Host {
    /// Saves what the setting has now, then writes it and reads it again.
    func set(_ setting: Setting) throws {
        guard let previous = setting.current(root) else {
            throw HostError.settingFailed(setting, reason: unknown(setting))
        }
        var saved = try savedSettings()
        let index = saved.index(of: setting) ?? saved.entries.endIndex
        if index == saved.entries.endIndex {
            saved.entries.append(SavedSettings.Entry(applied: setting, previous: previous))
            try saved.write(root)
        }
        do {
            try calls.write(setting.value, root.path(setting.file))
        } catch {
            throw HostError.settingFailed(setting, reason: "\(error)")
        }
        let shown = setting.current(root)
        guard setting.kind == .sysctl || shown == setting.value else {
            throw HostError.settingFailed(setting, reason: "the kernel did not take it")
        }
        saved.entries[index].shown = shown
        try saved.write(root)
    }

    /// Puts the saved value back and forgets it. A value that somebody else has
    /// changed since stays, and one that cannot be written does not hold up the
    /// rest; both are told.
    func restore(_ setting: Setting) throws {
        var saved = try savedSettings()
        guard let index = saved.index(of: setting) else { return }
        let entry = saved.entries.remove(at: index)
        let former = entry.applied.with(entry.previous)
        let expected = [entry.shown ?? entry.applied.value, entry.previous]
        if let now = setting.current(root), !expected.contains(now) {
            progress.note("\(setting.name) was changed to \(now) in the meantime and stays so")
        } else {
            do {
                try calls.write(former.value, root.path(former.file))
            } catch {
                progress.note("could not put back \(former): \(error)")
            }
        }
        try saved.write(root)
    }

    private func savedSettings() throws -> SavedSettings {
        let bootID = try root.text("/proc/sys/kernel/random/boot_id")
        return SavedSettings.read(root, bootID: bootID)
    }

    private func unknown(_ setting: Setting) -> String {
        guard setting.kind == .feature, let text = root.textIfReadable(setting.file) else {
            return "the kernel has no such setting"
        }
        return "the kernel has no such feature; it has \(text)"
    }
}
