#include "app/platform/startuppages.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <cstdint>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#endif

namespace wsagent {

#ifdef Q_OS_LINUX

namespace {

/// Only segments that nobody may write to: what the loader has relocated lies in others.
int releaseSegments(dl_phdr_info *object, size_t, void *)
{
    const auto page = std::uintptr_t(::sysconf(_SC_PAGESIZE));
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr) &segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0)
            continue;
        const std::uintptr_t first = object->dlpi_addr + segment.p_vaddr;
        const std::uintptr_t begin = first / page * page;
        const std::uintptr_t end = (first + segment.p_memsz) / page * page;
        if (end > begin)
            ::madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
}

} // namespace

void releaseStartupPages()
{
    ::dl_iterate_phdr(releaseSegments, nullptr);
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

#else

void releaseStartupPages() {}

#endif

} // namespace wsagent
