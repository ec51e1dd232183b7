"""What a worker gives up before it runs a student's code: the others, root, resources, dangerous system calls."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

# Numbers of system calls: (audit architecture, {name: number}). Other machines go without this filter.
_MACHINES = {
    "x86_64": (
        0xC000003E,
        {
            "clone": 56,
            "ptrace": 101,
            "mount": 165,
            "umount2": 166,
            "pivot_root": 155,
            "chroot": 161,
            "add_key": 248,
            "request_key": 249,
            "keyctl": 250,
            "unshare": 272,
            "perf_event_open": 298,
            "setns": 308,
            "bpf": 321,
            "userfaultfd": 323,
            "io_uring_setup": 425,
            "clone3": 435,
            "socket": 41,
            "memfd_create": 319,
            "memfd_secret": 447,
            "shmget": 29,
            "semget": 64,
            "msgget": 68,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "clone": 220,
            "ptrace": 117,
            "mount": 40,
            "umount2": 39,
            "pivot_root": 41,
            "chroot": 51,
            "add_key": 217,
            "request_key": 218,
            "keyctl": 219,
            "unshare": 97,
            "perf_event_open": 241,
            "setns": 268,
            "bpf": 280,
            "userfaultfd": 282,
            "io_uring_setup": 425,
            "clone3": 435,
            "socket": 198,
            "memfd_create": 279,
            "memfd_secret": 447,
            "shmget": 194,
            "semget": 190,
            "msgget": 186,
        },
    ),
}
# Unix, IPv4, IPv6, netlink: those that a network namespace shuts in. Not vsock, which leads to the machine's own host.
_SOCKETS = (1, 2, 10, 16)
_FILES = 20_000  # in one temporary folder: an empty one takes none of its bytes, but memory of the kernel's
_NEW_NAMESPACES = 0x7E020080  # CLONE_NEW*: cgroup, user, pid, net, ipc, uts, mount, time
_NEW_MOUNTS, _NEW_UTS, _NEW_IPC = 0x00020000, 0x04000000, 0x08000000
_NEW_USER, _NEW_PIDS, _NEW_NET = 0x10000000, 0x20000000, 0x40000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_PROGRAMS, _REMOUNT = 0x1, 0x2, 0x4, 0x8, 0x20
_BIND, _RECURSIVE, _PRIVATE = 0x1000, 0x4000, 0x40000
_EPERM, _ENOSYS = 1, 38
_CAPABILITIES_3 = 0x20080522  # the version of capset's structure with 64 bits


def next_child_is_alone(own_processes: int) -> None:
    """The next child of this process is the first one of a process namespace of its own, and ends with all in it.

    Args:
        own_processes: an open file of this process's own /proc/self/ns/pid.
    """
    _system("setns", own_processes, 0)  # undoes the last call; without it only one is allowed
    _system("unshare", _NEW_PIDS)


def leave_the_others(temporary: list[str], size: int, kept: list[str]) -> None:
    """Own namespaces for mounts, IPC and network, an own /proc, and fresh temporary folders.

    Args:
        temporary: the folders.
        size: how many bytes each of them holds.
        kept: what lies in them now and is to stay in sight: Python, if it is installed there.
    """
    _system("unshare", _NEW_MOUNTS | _NEW_IPC | _NEW_NET | _NEW_UTS)
    _system("mount", b"none", b"/", None, _RECURSIVE | _PRIVATE, None)
    places = {path: os.open(path, os.O_PATH) for path in kept}
    for folder in temporary:
        options = f"size={size},nr_inodes={_FILES},mode=1777".encode()
        _system("mount", b"tmpfs", folder.encode(), b"tmpfs", _NO_SUID | _NO_DEVICES, options)
    options = b"newinstance,ptmxmode=0666,mode=620"
    _system("mount", b"devpts", b"/dev/pts", b"devpts", _NO_SUID | _NO_PROGRAMS, options)
    for path, place in places.items():
        if os.path.isdir(f"/proc/self/fd/{place}"):
            os.makedirs(path)
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            Path(path).touch()
        _system("mount", f"/proc/self/fd/{place}".encode(), path.encode(), None, _BIND | _RECURSIVE, None)
        os.close(place)
    _system("mount", b"proc", b"/proc", b"proc", _NO_SUID | _NO_DEVICES | _NO_PROGRAMS, None)


def become(uid: int, own_user_namespace: bool) -> None:
    """Become the given user for good, without any capability.

    Args:
        own_user_namespace: get the user id from a new user namespace, where one is not real root.
    """
    if own_user_namespace:
        user, group = os.getuid(), os.getgid()
        own = os.open("/proc/self", os.O_RDONLY)
        _forbid_writing_to_proc()
        _system("unshare", _NEW_USER)
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {user} 1"),
            ("gid_map", f"{uid} {group} 1"),
        ):
            file = os.open(name, os.O_WRONLY, dir_fd=own)
            os.write(file, line.encode())
            os.close(file)
        os.close(own)
    else:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    _system("capset", struct.pack("<Ii", _CAPABILITIES_3, 0), bytes(24))


def _forbid_writing_to_proc() -> None:
    """Else a worker could take back that it is the first to go: in a user namespace its files there are its own.

    Of one that has become another user, root owns them.
    """
    _system("mount", b"/proc", b"/proc", None, _BIND, None)
    options = _REMOUNT | _BIND | _READ_ONLY | _NO_SUID | _NO_DEVICES | _NO_PROGRAMS
    _system("mount", None, b"/proc", None, options, None)


def _system(name: str, *arguments: object) -> None:
    """A system call through libc; raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def be_the_first_to_go() -> None:
    """When the machine runs out of memory, this process goes before any other."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")


def limit_resources(memory: int, file_size: int, cpu_seconds: int, processes: int | None) -> None:
    """Set hard limits, which children inherit. `processes` counts all of this user's; None: no limit."""
    import resource

    wanted = {"AS": memory, "FSIZE": file_size, "CPU": cpu_seconds, "CORE": 0, "NOFILE": 1024}
    for name, value in {**wanted, "NPROC": processes}.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is None or value is None:
            continue
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(kind, (value, value))


def forbid_system_calls() -> None:
    """Forbid new namespaces, mounts and what else only attacks need: a small filter in the kernel (seccomp).

    Without it a process inside could make a user namespace of its own and in it, say, file systems without a limit
    on their size; or hold memory that no process is charged for (memfd, System V); or talk to the machine's own host
    (vsock). The calls fail as they would on a kernel that does not have them.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _MACHINES:
        return
    architecture, calls = _MACHINES[platform.machine()]
    program = _filter(architecture, calls)
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    described = Program(len(program) // 8, ctypes.addressof(buffer))
    no_new_privileges, set_seccomp, filter_mode = 38, 22, 2
    _system("prctl", no_new_privileges, 1, 0, 0, 0)
    _system("prctl", set_seccomp, filter_mode, ctypes.byref(described), 0, 0)


def _filter(architecture: int, calls: dict[str, int]) -> bytes:
    """The filter as BPF: load a word, compare, jump `yes` or `no` instructions ahead, or return."""
    load, equal, at_least, any_bit, give = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, kill, deny, missing = 0x7FFF0000, 0x80000000, 0x00050000 | _EPERM, 0x00050000 | _ENOSYS
    number, machine, first_argument = 0, 4, 16  # offsets in struct seccomp_data, little-endian

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("<HBBI", code, yes, no, value)

    steps = [
        step(load, machine),
        step(equal, architecture, yes=1),
        step(give, kill),
        step(load, number),
        step(at_least, 0x40000000, no=1),  # x86's second set of numbers
        step(give, kill),
        step(equal, calls["clone3"], no=1),  # its flags lie in memory: libc falls back to clone
        step(give, missing),
    ]
    for name, call in calls.items():
        if name not in ("clone", "clone3", "socket"):
            steps += [step(equal, call, no=1), step(give, deny)]
    steps += [step(equal, calls["socket"], no=len(_SOCKETS) + 3), step(load, first_argument)]
    steps += [step(equal, family, yes=len(_SOCKETS) - i) for i, family in enumerate(_SOCKETS)]
    steps += [
        step(give, deny),
        step(give, allow),
        step(equal, calls["clone"], no=3),
        step(load, first_argument),
        step(any_bit, _NEW_NAMESPACES, no=1),
        step(give, deny),
        step(give, allow),
    ]
    return b"".join(steps)
