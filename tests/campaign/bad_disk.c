/* A disk that fails, dies or remembers when it is told to; loaded before the C library (LD_PRELOAD).
 *
 * Every call that changes a watched file is counted by kind. The n-th can be made to fail, to write half, or
 * to be the last thing the process does. All of them can be written down, with their bytes, in a journal
 * from which a test makes the disk as a power cut might have left it. See bad_disk.py for the other side.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, WRITE = 2, SYNC = 4, RENAME = 8, TRUNCATE = 16, UNLINK = 32 };
enum { COUNT, FAIL, FULL, SHORT, KILL, TORN };

static char watched[4096];
static int journal = -1, kinds, how;
static long nth, seen, fired;
static int half_written = -1;

void bad_disk_watch(const char *folder) { snprintf(watched, sizeof watched, "%s", folder); }

void bad_disk_arm(int of_kinds, long at, int do_what) {
    kinds = of_kinds, nth = at, how = do_what;
    seen = fired = 0, half_written = -1;
}

long bad_disk_seen(void) { return seen; }

long bad_disk_fired(void) { return fired; }

void bad_disk_journal(const char *path) {
    int opened = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    journal = syscall(SYS_fcntl, opened, F_DUPFD_CLOEXEC, 700);
    syscall(SYS_close, opened);
}

static void record(char kind, const char *path, uint64_t at, const void *data, uint64_t size) {
    struct __attribute__((packed)) { char kind; uint32_t name; uint64_t at, size; } head;
    if (journal < 0) return;
    head.kind = kind, head.name = strlen(path), head.at = at, head.size = size;
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.name}, {(void *)data, size}};
    int before = errno;
    syscall(SYS_writev, journal, parts, 3);
    errno = before;
}

void bad_disk_note(const char *text) { record('N', "", 0, text, strlen(text)); }

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("BAD_DISK_JOURNALS");
    char path[4200];
    if (folder == NULL) return;
    bad_disk_watch("/");
    snprintf(path, sizeof path, "%s/%d", folder, (int)getpid());
    bad_disk_journal(path);
}

static int is_watched(const char *path) { return watched[0] && !strncmp(path, watched, strlen(watched)); }

static int path_of(int handle, char *path) {
    char link[64];
    struct stat facts;
    int before = errno;
    path[0] = 0;
    if (!watched[0] || fstat(handle, &facts) || !(S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode))) {
        errno = before;
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, 4095);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    char *gone = strstr(path, " (deleted)");
    if (gone) *gone = 0;
    return is_watched(path);
}

static int place(int folder, const char *name, char *path) {
    char around[4096];
    if (name[0] == '/')
        snprintf(path, 4096, "%s", name);
    else {
        if (folder == AT_FDCWD ? !getcwd(around, sizeof around) : !path_of(folder, around)) return 0;
        snprintf(path, 4096, "%.2000s/%.2000s", around, name);
    }
    return is_watched(path);
}

/* Tell whether this call is to fail; a process that is to die does not come back from here. */
static int strikes(int kind) {
    if (!(kinds & kind)) return 0;
    seen++;
    if (how == FULL ? seen < nth : seen != nth) return 0;
    if (how == COUNT || (how == FULL && (kind == SYNC || kind == UNLINK))) return 0;
    fired++;
    if (how == KILL) {
        raise(SIGKILL);
        for (;;) pause();
    }
    errno = how == FAIL ? EIO : ENOSPC;
    return 1;
}

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[4096];
    int changes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
    int ours = changes && place(folder, name, path);
    int there = ours && !faccessat(folder, name, F_OK, 0);
    if (ours && !(there && how == FULL) && strikes(OPEN)) return -1;
    int handle = syscall(SYS_openat, folder, name, flags, mode);
    if (handle >= 0 && ours) {
        if (!there) record('C', path, 0, "", 0);
        else if (flags & O_TRUNC) record('T', path, 0, "", 0);
    }
    return handle;
}

#define WITH_MODE(flags, mode)                            \
    mode_t mode = 0;                                      \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                \
        va_list rest;                                     \
        va_start(rest, flags);                            \
        mode = va_arg(rest, unsigned int);                \
        va_end(rest);                                     \
    }

int open(const char *name, int flags, ...) { WITH_MODE(flags, mode) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { WITH_MODE(flags, mode) return opened(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { WITH_MODE(flags, mode) return opened(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { WITH_MODE(flags, mode) return opened(at, name, flags, mode); }
int creat(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* `at` below nothing: where the file stands. */
static ssize_t written(int handle, const void *data, size_t size, off_t at) {
    char path[4096];
    int ours = path_of(handle, path);
    if (ours && half_written == handle) {
        half_written = -1;
        errno = ENOSPC;
        return -1;
    }
    off_t where = at;
    if (ours && at < 0) {
        int appends = syscall(SYS_fcntl, handle, F_GETFL) & O_APPEND;
        where = syscall(SYS_lseek, handle, 0, appends ? SEEK_END : SEEK_CUR);
    }
    if (ours && strikes(WRITE)) {
        if (how != SHORT && how != TORN) return -1;
        size /= 2;
        half_written = handle;
    }
    ssize_t done = at < 0 ? syscall(SYS_write, handle, data, size) : syscall(SYS_pwrite64, handle, data, size, at);
    if (ours && done > 0) record('W', path, where, data, done);
    if (half_written == handle && how == TORN) raise(SIGKILL);
    return done;
}

ssize_t write(int handle, const void *data, size_t size) { return written(handle, data, size, -1); }
ssize_t pwrite(int handle, const void *data, size_t size, off_t at) { return written(handle, data, size, at); }
ssize_t pwrite64(int handle, const void *data, size_t size, off_t at) { return written(handle, data, size, at); }

ssize_t writev(int handle, const struct iovec *parts, int count) {
    char path[4096];
    if (!path_of(handle, path)) return syscall(SYS_writev, handle, parts, count);
    ssize_t all = 0;
    for (int part = 0; part < count; part++) {
        ssize_t done = written(handle, parts[part].iov_base, parts[part].iov_len, -1);
        if (done < 0) return all ? all : -1;
        all += done;
        if ((size_t)done < parts[part].iov_len) break;
    }
    return all;
}

/* Copies inside the kernel would pass unseen; callers fall back on reading and writing. */
ssize_t sendfile(int to, int from, off_t *at, size_t size) { errno = ENOSYS; return -1; }
ssize_t sendfile64(int to, int from, off_t *at, size_t size) { errno = ENOSYS; return -1; }
ssize_t copy_file_range(int from, off_t *at, int to, off_t *there, size_t size, unsigned flags) {
    errno = ENOSYS;
    return -1;
}

static int synced(int handle, long call) {
    char path[4096];
    struct stat facts;
    int ours = path_of(handle, path);
    if (ours && strikes(SYNC)) return -1;
    int done = syscall(call, handle);
    if (ours && !done && !fstat(handle, &facts)) record(S_ISDIR(facts.st_mode) ? 'D' : 'S', path, 0, "", 0);
    return done;
}

int fsync(int handle) { return synced(handle, SYS_fsync); }
int fdatasync(int handle) { return synced(handle, SYS_fdatasync); }

static int cut(int handle, off_t size) {
    char path[4096];
    int ours = path_of(handle, path);
    if (ours && strikes(TRUNCATE)) return -1;
    int done = syscall(SYS_ftruncate, handle, size);
    if (ours && !done) record('T', path, size, "", 0);
    return done;
}

int ftruncate(int handle, off_t size) { return cut(handle, size); }
int ftruncate64(int handle, off_t size) { return cut(handle, size); }

static int reserved(int handle, off_t at, off_t size) {
    char path[4096];
    struct stat facts;
    int ours = path_of(handle, path);
    if (ours && strikes(TRUNCATE)) return errno;
    int done = syscall(SYS_fallocate, handle, 0, at, size);
    if (ours && !done && !fstat(handle, &facts)) record('T', path, facts.st_size, "", 0);
    return done ? errno : 0;
}

int posix_fallocate(int handle, off_t at, off_t size) { return reserved(handle, at, size); }
int posix_fallocate64(int handle, off_t at, off_t size) { return reserved(handle, at, size); }

static int renamed(int from, const char *old, int to, const char *new, unsigned flags) {
    char before[4096], after[4096];
    int ours = place(from, old, before) | place(to, new, after);
    if (ours && strikes(RENAME)) return -1;
    int done = syscall(SYS_renameat2, from, old, to, new, flags);
    if (ours && !done) record('R', before, 0, after, strlen(after));
    return done;
}

int rename(const char *old, const char *new) { return renamed(AT_FDCWD, old, AT_FDCWD, new, 0); }
int renameat(int from, const char *old, int to, const char *new) { return renamed(from, old, to, new, 0); }
int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    return renamed(from, old, to, new, flags);
}

static int removed(int folder, const char *name, int flags) {
    char path[4096];
    int ours = place(folder, name, path);
    if (ours && strikes(UNLINK)) return -1;
    int done = syscall(SYS_unlinkat, folder, name, flags);
    if (ours && !done) record('U', path, 0, "", 0);
    return done;
}

int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }

static int made(int folder, const char *name, mode_t mode) {
    char path[4096];
    int ours = place(folder, name, path);
    if (ours && strikes(OPEN)) return -1;
    int done = syscall(SYS_mkdirat, folder, name, mode);
    if (ours && !done) record('M', path, 0, "", 0);
    return done;
}

int mkdir(const char *name, mode_t mode) { return made(AT_FDCWD, name, mode); }
int mkdirat(int folder, const char *name, mode_t mode) { return made(folder, name, mode); }
