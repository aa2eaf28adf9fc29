// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support
import SystemPackage

/// What the host refused or could not do.
package enum HostError: Failure {
    /// Checks before the first change; all that were found.
    case refused(VariantName, [Refusal])
    case notInstalled(VariantName, on: KernelRelease)
    /// To be removed, and not there.
    case nothingToRemove(VariantName, on: KernelRelease)
    case nothingLoaded
    /// These of the given directories are no repositories.
    case noRepository([FilePath])
    /// A repository is read as a directory, not over a network.
    case remoteRepository(String)
    /// No repository has a package of that variant and version.
    case noPackage(
        VariantName, version: String?, available: [String], repositories: [FilePath])
    /// Repositories have that variant and version, but not for the running kernel.
    case otherKernelsOnly(
        VariantName, version: String?, kernels: [String], running: KernelRelease)
    case nothingToRollBack
    /// Neither installed nor kept.
    case variantGone(VariantName, version: String)
    /// A package file that is not what it should be; nothing was done with it.
    case wrongPackage(FilePath, PackageFault)
    /// A file of ours, or of the kernel, that is not what it should be.
    case damaged(FilePath, String)
    /// Another process changes the host now.
    case locked(FilePath, holder: String?)
    case notPermitted(FilePath)
    /// The kernel took the module's image and said no. `log` is what it wrote.
    case insertFailed(module: String, errno: Errno, log: [String])
    case removeFailed(module: String, errno: Errno)
    case unloadFailed(module: String, errno: Errno, log: [String])
    /// Tasks were in the way for the whole time.
    case busy(BusyAction, module: String, waited: Duration, tries: Int, blocker: String?)
    /// The kernel shows something else than what was just done.
    case notConfirmed(expected: String, found: String)
    case settingFailed(Setting, reason: String)
    /// The loaded variant's module is neither kept nor installed: if the switch failed,
    /// it could not be loaded again.
    case notRestorable(VariantName, version: String)
    /// `cause` stopped the transaction after it had changed something; all of it
    /// was taken back.
    case restored(cause: any Error, now: String)
    /// `cause` stopped the transaction and `obstacle` stopped the undoing.
    case halfDone(cause: any Error, obstacle: any Error, now: String)
    /// A signal came before this step was begun.
    case stopped(before: String)
    /// A signal ended the transaction, with `cause`.
    case interrupted(cause: any Error, now: String)
    /// A signal came, but everything was done all the same.
    case interruptedAtEnd(now: String)

    /// What was tried while tasks were in the way.
    package enum BusyAction: String, Sendable { case load, unload, remove }
}

extension HostError {
    package var description: String {
        switch self {
        case .refused(let name, let refusals):
            return "\(name) cannot be loaded here:"
                + refusals.map { "\n  \($0) [\($0.code)]" }.joined()
        case .notInstalled(let name, let release), .nothingToRemove(let name, let release):
            return "\(name) is not installed for kernel \(release)"
        case .nothingLoaded:
            return "no variant is loaded: the kernel's own scheduler is running"
        case .noRepository(let directories):
            return "there is no repository in "
                + directories.map(\.string).joined(separator: ", ")
        case .remoteRepository(let address):
            return "\(address) is no directory: sched reads repositories from directories only"
        case .noPackage(let name, let version, _, let repositories):
            return "no package of \(Self.title(name, version)) in "
                + (repositories.isEmpty
                    ? "any repository" : repositories.map(\.string).joined(separator: ", "))
        case .otherKernelsOnly(let name, let version, let kernels, let running):
            return
                "\(Self.title(name, version)) is built for \(kernels.joined(separator: ", ")), but the running kernel is \(running); nothing was changed"
        case .nothingToRollBack:
            return
                "nothing to roll back: the kernel's own scheduler runs, with which this machine started"
        case .variantGone(let name, let version):
            return "\(name) \(version), which ran before, is not installed any more"
        case .wrongPackage(let path, let fault):
            return "\(path) is not installed: \(fault.reason) [\(fault.code)]"
        case .damaged(let path, let reason):
            return "\(path): \(reason)"
        case .locked(let path, let holder):
            return "another process is changing the scheduler"
                + (holder.map { " (process \($0))" } ?? "") + ", which holds \(path)"
        case .notPermitted(let path):
            return "only root may change the scheduler (\(path) cannot be locked)"
        case .insertFailed(let module, let errno, let log):
            return "the kernel refused \(module): \(errno)" + quoted(log)
        case .removeFailed(let module, let errno):
            return "the kernel does not let \(module) go: \(errno)"
        case .unloadFailed(let module, let errno, let log):
            return "the kernel refused to unload \(module): \(errno)" + quoted(log)
        case .busy(let action, let module, let waited, let tries, let blocker):
            return "cannot \(action.rawValue) \(module): the kernel was busy at each of \(tries)"
                + " attempts in \(waited.formattedSeconds) s"
                + (blocker.map { "\n    last in the way: \($0)" } ?? "")
        case .notConfirmed(let expected, let found):
            return "the kernel should have \(expected), but it has \(found)"
        case .settingFailed(let setting, let reason):
            return "cannot set \(setting): \(reason)"
        case .notRestorable(let name, let version):
            return "\(name) \(version) is loaded, but its module is neither kept nor installed:"
                + " if the switch failed it could not be loaded again"
        case .restored(let cause, let now):
            return "\(cause)\n  everything was put back: \(now)"
        case .halfDone(let cause, let obstacle, _):
            return "\(cause)\n  and then, when it was undone: \(obstacle)"
        case .stopped(let step):
            return "stopped before this step: \(step)"
        case .interrupted(let cause as HostError, _) where cause.saysWhatRuns:
            return "\(cause)"
        case .interrupted(let cause, let now):
            return "\(cause)\n  nothing was changed: \(now)"
        case .interruptedAtEnd(let now):
            return "it came when nothing was left to stop: all was done, \(now)"
        }
    }

    /// Whether text or `leftBehind` tell what runs now.
    private var saysWhatRuns: Bool {
        switch self {
        case .restored, .halfDone: true
        default: false
        }
    }

    private static func title(_ name: VariantName, _ version: String?) -> String {
        name.rawValue + (version.map { " \($0)" } ?? "")
    }

    private func quoted(_ log: [String]) -> String { log.map { "\n    \($0)" }.joined() }
}

extension HostError {
    package var hint: String? {
        switch self {
        case .refused(_, let refusals):
            return refusals.map(\.hint).reduce(into: [String]()) {
                if !$0.contains($1) { $0.append($1) }
            }.joined(separator: "; ")
        case .notInstalled(let name, _): return "sched install \(name)"
        case .nothingToRemove: return "nothing was changed; sched list shows what is installed"
        case .nothingLoaded, .stopped, .interruptedAtEnd: return nil
        case .noRepository: return "name one with --repo, or publish with `sched add`"
        case .remoteRepository:
            return "mount or copy it, or install with dnf and then run `sched switch`"
        case .noPackage(_, _, let available, _):
            return available.isEmpty
                ? "name a repository with --repo, or publish with `sched add`"
                : "there are: \(available.joined(separator: ", "))"
        case .otherKernelsOnly(let name, _, _, let running):
            return "build \(name) for \(running): set `base.kernel` and run `sched add`"
        case .nothingToRollBack: return "sched history shows what was done"
        case .variantGone(let name, let version):
            return "sched install \(name) --version \(version)"
        case .wrongPackage(_, let fault): return fault.hint
        case .damaged: return "install the variant again"
        case .locked: return "wait for it to end; nothing was changed"
        case .notPermitted, .insertFailed(_, .notPermitted, _), .removeFailed(_, .notPermitted),
            .unloadFailed(_, .permissionDenied, _):
            return "run it as root"
        case .insertFailed(let module, let errno, _) where errno.isAboutSignature:
            return "the kernel does not trust the signature: `modinfo -F signer` of"
                + " \(module).ko names the signer, `keyctl list %:.platform` and"
                + " `%:.builtin_trusted_keys` whom the kernel trusts; docs/guide/signing.md says"
                + " how a certificate is enrolled"
        case .insertFailed(_, .execFormatError, _):
            return "the module's vermagic or format does not suit this kernel; see the kernel log"
        case .insertFailed, .removeFailed, .unloadFailed: return "dmesg has the kernel's reason"
        case .busy: return "nothing has changed; try again, or when the machine is less busy"
        case .notConfirmed: return "sched status"
        case .settingFailed: return "correct `parameters` in the manifest"
        case .notRestorable: return "remove it first, then load the other"
        case .restored(let cause, _): return (cause as? any Failure)?.hint
        case .halfDone: return "sched status shows what runs now"
        case .interrupted: return "sched history shows what was done"
        }
    }

    /// Of a refusal each reason, with its own code and hint.
    package var diagnostics: [Diagnostic] {
        switch self {
        case .refused(_, let refusals):
            return refusals.map { Diagnostic($0.code, $0.description, hint: $0.hint) }
        case .wrongPackage(let path, let fault):
            return [Diagnostic(fault.code, "\(path): \(fault.reason)", hint: fault.hint)]
        case .restored(let cause, _), .interrupted(let cause, _):
            return (cause as? any Failure)?.diagnostics ?? []
        default: return []
        }
    }

    package var leftBehind: String? {
        switch self {
        case .halfDone(_, _, let now): now
        case .interrupted(let cause, _): (cause as? any Failure)?.leftBehind
        default: nil
        }
    }

    package var exitStatus: ExitStatus {
        switch self {
        case .remoteRepository: .usage
        case .refused, .wrongPackage, .insertFailed, .unloadFailed, .notRestorable,
            .otherKernelsOnly:
            .refused
        case .stopped, .interrupted, .interruptedAtEnd: .interrupted
        case .busy: .busy
        case .restored(let cause, _): (cause as? any Failure)?.exitStatus ?? .failed
        default: .failed
        }
    }
}

extension Duration {
    /// Seconds with one decimal.
    var formattedSeconds: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Whole nanoseconds.
    var nanoseconds: UInt64 {
        UInt64(max(0, components.seconds)) * 1_000_000_000
            + UInt64(max(0, components.attoseconds)) / 1_000_000_000
    }
}

extension Errno {
    /// What module_sig_check() gives (kernel/module/signing.c): EKEYREJECTED for a key that
    /// is not trusted, or a signature that is not right; EBADMSG and ENOPKG for one that
    /// cannot be read; ENOKEY.
    fileprivate var isAboutSignature: Bool {
        [Errno(rawValue: 129), Errno(rawValue: 126), .badMessage, Errno(rawValue: 65)]
            .contains(self)
    }
}
