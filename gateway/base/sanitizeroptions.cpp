// Built with AddressSanitizer only, which asks every program for these.

/// The runtime of GCC 12 tells variables of a thread that a module brings from those of the C library's own
/// by their address, and takes the first for the second when they lie 16 bytes into a page: looking for
/// leaks, it then follows a wrong pointer and dies. (sanitizer_tls_get_addr.cpp of LLVM,
/// `Glibc_2_19_tls_header`.)
extern "C" __attribute__((visibility("default"))) const char *__asan_default_options() // NOLINT
{
    return "intercept_tls_get_addr=0";
}
