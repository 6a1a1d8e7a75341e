/* Makes the disk fail, for a program that this library is preloaded into (LD_PRELOAD).
 *
 * DISK_FAULTS_NAME is how the names of the files begin that fail, DISK_FAULTS_CONTROL a file of the size of `struct
 * control` that says what fails and is read at each call, so that faults begin and end while the program runs. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, TRUNCATES = 4, READS = 8 };

struct control {
    int32_t error;      /* of the calls that fail; 0: none fails */
    int32_t operations; /* those that are counted and fail */
    int64_t first;      /* the number of the first call that fails, from 1 */
    int64_t last;       /* of the last one */
    int64_t calls;      /* how many there were */
    int64_t failed;     /* how many of them failed */
};

static struct control *control;
static const char *name;

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("DISK_FAULTS_CONTROL");
    name = getenv("DISK_FAULTS_NAME");
    int file = path && name ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) control = mapped;
    close(file);
}

static int is_meant(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    const char *last = strrchr(path, '/');
    return last && strncmp(last + 1, name, strlen(name)) == 0;
}

/* Whether this call fails; then errno is set. */
static int fails(int file, int operation) {
    if (!control || !control->error || !(control->operations & operation) || !is_meant(file)) return 0;
    int64_t call = __sync_add_and_fetch(&control->calls, 1);
    if (call < control->first || call > control->last) return 0;
    __sync_add_and_fetch(&control->failed, 1);
    errno = control->error;
    return 1;
}

#define REAL(function) \
    static __typeof__(&function) real; \
    if (!real) real = (__typeof__(&function))dlsym(RTLD_NEXT, #function)

ssize_t write(int file, const void *data, size_t size) {
    REAL(write);
    return fails(file, WRITES) ? -1 : real(file, data, size);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t place) {
    REAL(pwrite);
    return fails(file, WRITES) ? -1 : real(file, data, size, place);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t place) {
    REAL(pwrite64);
    return fails(file, WRITES) ? -1 : real(file, data, size, place);
}

ssize_t read(int file, void *data, size_t size) {
    REAL(read);
    return fails(file, READS) ? -1 : real(file, data, size);
}

ssize_t pread(int file, void *data, size_t size, off_t place) {
    REAL(pread);
    return fails(file, READS) ? -1 : real(file, data, size, place);
}

ssize_t pread64(int file, void *data, size_t size, off64_t place) {
    REAL(pread64);
    return fails(file, READS) ? -1 : real(file, data, size, place);
}

int fsync(int file) {
    REAL(fsync);
    return fails(file, SYNCS) ? -1 : real(file);
}

int fdatasync(int file) {
    REAL(fdatasync);
    return fails(file, SYNCS) ? -1 : real(file);
}

int ftruncate(int file, off_t size) {
    REAL(ftruncate);
    return fails(file, TRUNCATES) ? -1 : real(file, size);
}

int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    return fails(file, TRUNCATES) ? -1 : real(file, size);
}
