// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

/// Why a variant must not be loaded on this host now. Found before anything is
/// touched; docs/host.md has a paragraph for each.
package enum Refusal: Error, Sendable, Equatable {
    /// The kernel was booted with `RunningKernel.offArgument`.
    case switchedOff
    case wrongKernel(builtFor: [KernelRelease], running: KernelRelease)
    /// Same release, another vmlinux.
    case wrongBuild(release: KernelRelease, builtFor: BuildID, running: BuildID)
    case modulesMustBeSigned(SignaturePolicy)
    /// A livepatch or kpatch module owns a function that the variant redirects.
    case patched(function: String, sympos: Int, owner: String, system: LivePatch.System)
    /// Somebody else's ftrace handler changes where the function goes.
    case ftraceOwner(function: String, handler: String)
    /// A kprobe stands on bytes that the variant overwrites.
    case kprobe(function: String, offset: Int)
    case otherVariantLoaded(VariantName, version: String)
    case settingUnreachable(Setting)
    /// Its file is there, but lockdown keeps everybody from it.
    case settingLockedDown(Setting, RunningKernel.Lockdown)

    /// What makes the kernel refuse unsigned modules; the raw value is the setting's name.
    package enum SignaturePolicy: String, Sendable {
        case enforced = "module.sig_enforce"
        case integrity = "lockdown=integrity"
        case confidentiality = "lockdown=confidentiality"
    }

    /// Stable, for scripts and for the documentation.
    package var code: DiagnosticCode {
        switch self {
        case .switchedOff: .hostSwitchedOff
        case .wrongKernel: .hostWrongKernel
        case .wrongBuild: .hostWrongBuild
        case .modulesMustBeSigned: .hostModulesMustBeSigned
        case .patched: .hostLivepatchOverlap
        case .ftraceOwner: .hostFtraceOverlap
        case .kprobe: .hostKprobeOverlap
        case .otherVariantLoaded: .hostOtherVariant
        case .settingUnreachable: .hostSettingUnreachable
        case .settingLockedDown: .hostSettingLockedDown
        }
    }
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .switchedOff:
            return "this kernel was booted with \(RunningKernel.offArgument)"
        case .wrongKernel(let built, let running):
            let releases = built.map(\.rawValue).joined(separator: ", ")
            return "it is built for kernel \(releases), but \(running) is running"
        case .wrongBuild(let release, let built, let running):
            return "it is built for the \(release) with build id \(built), but the running"
                + " \(release) has build id \(running)"
        case .modulesMustBeSigned(let policy):
            return "its module is not signed, and the kernel takes signed modules only"
                + " (\(policy.rawValue))"
        case .patched(let function, let sympos, let owner, let system):
            return "the function \(function) (sympos \(sympos)) is replaced by the"
                + " \(system.rawValue) \(owner)"
        case .ftraceOwner(let function, let handler):
            return "the function \(function) is redirected through ftrace by \(handler)"
        case .kprobe(let function, let offset):
            return "a kprobe stands at \(function)+0x\(String(offset, radix: 16)), on bytes that"
                + " the variant overwrites"
        case .otherVariantLoaded(let name, let version):
            return "\(name) \(version) is loaded, and only one variant can be"
        case .settingUnreachable(let setting):
            return "its parameter \(setting) cannot be set: \(setting.file) is not there"
        case .settingLockedDown(let setting, let lockdown):
            return "its parameter \(setting) cannot be set: lockdown=\(lockdown.rawValue) forbids"
                + " writing \(setting.file)"
        }
    }

    package var hint: String {
        switch self {
        case .switchedOff:
            return "boot without \(RunningKernel.offArgument) to use variants again"
        case .wrongKernel(_, let running):
            return "add the variant for \(running), or boot a kernel it is built for"
        case .wrongBuild:
            return "the kernel's package was rebuilt under the same release: build the variant"
                + " again for this kernel"
        case .modulesMustBeSigned:
            return "build it with `sched add --sign-key KEY --sign-cert CERT`, the key one that"
                + " this kernel trusts; docs/guide/signing.md has the way from key to host"
        case .patched(_, _, let owner, let system):
            return "disable it first (echo 0 > \(system.directory)/\(owner)/enabled), or keep it"
                + " and do without the variant"
        case .ftraceOwner:
            return "remove that patch or tracer; /sys/kernel/tracing/enabled_functions lists them"
        case .kprobe:
            return "remove the probe, or put it on the function's entry, where both can live"
        case .otherVariantLoaded:
            return "use `sched switch` to replace it"
        case .settingUnreachable(let setting):
            return setting.kind == .feature
                ? "mount -t debugfs debugfs /sys/kernel/debug" : "this kernel has no such sysctl"
        case .settingLockedDown:
            return "make it the default in kernel/sched/features.h by a patch of the variant, and"
                + " take it out of `parameters`"
        }
    }
}
