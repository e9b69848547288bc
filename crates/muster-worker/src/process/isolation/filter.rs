//! A filter of system calls, for what neither Landlock nor a namespace keeps from a command.
//!
//! Landlock lets everybody connect to a socket that has a path, abstract sockets are the network's, and keyrings have no
//! namespace. So no command at a level makes sockets of that family or reaches a keyring. Pairs of them stay, but for those of
//! datagrams, which can be connected to others afterwards. Limits and priorities of other processes are refused where a command
//! sees their numbers.

use libc::c_long;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, apply_filter,
};
use std::{collections::BTreeMap, io};

/// How much is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All but what is needed to make namespaces, within which there are no other processes.
    BesidesNamespaces,
    /// New namespaces and mounts, and the limits and priorities of other processes, too.
    Whole,
}

/// Whatever their arguments are.
const NEVER: [c_long; 13] = [
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // Keyrings.
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    // It makes sockets that no filter sees.
    libc::SYS_io_uring_setup,
    // It opens files without their path.
    libc::SYS_open_by_handle_at,
    // Much of the kernel, and nothing that a job needs.
    libc::SYS_bpf,
    libc::SYS_userfaultfd,
    libc::SYS_perf_event_open,
];

/// What shows a command another system than the one that its restrictions are about.
const NAMESPACES: [c_long; 12] = [
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_move_mount,
    libc::SYS_mount_setattr,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_unshare,
    libc::SYS_setns,
];

/// Of these the first argument says whose limits, processors or priority are meant; 0 is the caller itself. Landlock has no
/// say in them, and the kernel asks for no more than the same user.
const OF_A_PROCESS: [c_long; 5] = [
    libc::SYS_prlimit64,
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_setattr,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setscheduler,
];

/// The same with the kind of what is meant in front, and the kind that means all processes of a user: `IOPRIO_WHO_USER` of
/// `linux/ioprio.h` is not in `libc`.
const OF_A_KIND: [(c_long, u64); 2] = [(libc::SYS_setpriority, 2), (libc::SYS_ioprio_set, 3)];

/// `TIOCSTI` and `TIOCLINUX` of `asm-generic/ioctls.h`, which every processor here shares: with these a program types into
/// the terminal of whoever started the worker.
const TYPING: [u64; 2] = [0x5412, 0x541C];

/// The same calls in the other numbering of this processor, as `asm/unistd_x32.h` has it.
#[cfg(target_arch = "x86_64")]
const X32: c_long = 0x4000_0000;
#[cfg(target_arch = "x86_64")]
const X32_OWN: [(c_long, c_long); 4] = [
    (libc::SYS_ioctl, 514),
    (libc::SYS_ptrace, 521),
    (libc::SYS_process_vm_readv, 539),
    (libc::SYS_process_vm_writev, 540),
];

type Rules = BTreeMap<c_long, Vec<SeccompRule>>;

/// Refuses all of that to this thread, and what it starts.
///
/// A program for another processor, such as a 32-bit one, is ended at its first call.
pub(super) fn apply(scope: Scope) -> io::Result<()> {
    for program in programs(scope).map_err(io::Error::other)? {
        apply_filter(&program).map_err(io::Error::other)?;
    }
    Ok(())
}

/// One for each answer.
fn programs(scope: Scope) -> Result<Vec<BpfProgram>, BackendError> {
    let datagrams = [libc::SOCK_DGRAM, libc::SOCK_RAW].map(|kind| u64::from(kind.unsigned_abs()));
    let datagrams = datagrams.into_iter().map(|kind| when(1, SeccompCmpOp::MaskedEq(KINDS), kind));
    let sockets = [
        (libc::SYS_socket, vec![is(0, u64::from(libc::AF_UNIX.unsigned_abs()))?]),
        (libc::SYS_socketpair, datagrams.collect::<Result<_, _>>()?),
    ];
    let typing = TYPING.into_iter().map(|request| is(1, request));
    let typing = (libc::SYS_ioctl, typing.collect::<Result<_, _>>()?);
    let never = NEVER.map(|call| (call, Vec::new()));
    let mut refused: Rules = never.into_iter().chain([typing]).collect();
    let mut unknown = Rules::new();
    if scope == Scope::Whole {
        refused.extend(NAMESPACES.map(|call| (call, Vec::new())));
        refused.extend(of_others()?);
        refused.insert(libc::SYS_clone, vec![has(0, u64::from(NEW_USER))?]);
        // Its flags lie in memory, where no filter looks. Libraries that are told that there is none use `clone`.
        unknown.insert(libc::SYS_clone3, Vec::new());
    }
    let answers = [(sockets.into(), libc::EACCES), (refused, libc::EPERM), (unknown, libc::ENOSYS)];
    let used = answers.into_iter().filter(|(rules, _)| !rules.is_empty());
    used.map(|(rules, errno)| program(rules, errno)).collect()
}

/// What changes how other processes run. A process may say its own number there, too, but no filter knows it.
fn of_others() -> Result<Rules, BackendError> {
    let mut rules = Rules::new();
    for call in OF_A_PROCESS {
        rules.insert(call, vec![is_not(0, 0)?]);
    }
    for (call, everything) in OF_A_KIND {
        rules.insert(call, vec![is(0, everything)?, is_not(1, 0)?]);
    }
    Ok(rules)
}

/// What of a socket's type is its kind, and not a flag: `SOCK_TYPE_MASK` of the kernel.
const KINDS: u64 = 0xf;
const NEW_USER: u32 = libc::CLONE_NEWUSER.unsigned_abs();

fn program(rules: Rules, errno: i32) -> Result<BpfProgram, BackendError> {
    let refuse = SeccompAction::Errno(errno.unsigned_abs());
    let target = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(in_every_numbering(rules), SeccompAction::Allow, refuse, target)?.try_into()
}

#[cfg(target_arch = "x86_64")]
fn in_every_numbering(rules: Rules) -> Rules {
    let of_x32 = |call: c_long| {
        let own = X32_OWN.into_iter().find(|(known, _)| *known == call);
        X32 | own.map_or(call, |(_, own)| own)
    };
    let more: Rules = rules.iter().map(|(call, when)| (of_x32(*call), when.clone())).collect();
    rules.into_iter().chain(more).collect()
}

#[cfg(not(target_arch = "x86_64"))]
fn in_every_numbering(rules: Rules) -> Rules {
    rules
}

/// The argument at this place is this number.
fn is(place: u8, number: u64) -> Result<SeccompRule, BackendError> {
    when(place, SeccompCmpOp::Eq, number)
}

/// The argument at this place is another number.
fn is_not(place: u8, number: u64) -> Result<SeccompRule, BackendError> {
    when(place, SeccompCmpOp::Ne, number)
}

/// The argument at this place has this bit.
fn has(place: u8, bit: u64) -> Result<SeccompRule, BackendError> {
    when(place, SeccompCmpOp::MaskedEq(bit), bit)
}

fn when(place: u8, compared: SeccompCmpOp, number: u64) -> Result<SeccompRule, BackendError> {
    let condition = SeccompCondition::new(place, SeccompCmpArgLen::Dword, compared, number)?;
    SeccompRule::new(vec![condition])
}
