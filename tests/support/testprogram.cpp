#include "tests/support/testprogram.h"

#include <cstdio>
#include <utility>

namespace wsagent::test {
namespace {

const RegisteredTest *first = nullptr;

QByteArrayView baseName(QByteArrayView file)
{
    const qsizetype begin = file.lastIndexOf('/') + 1;
    return file.sliced(begin, file.lastIndexOf('.') - begin);
}

const RegisteredTest *find(QByteArrayView name)
{
    const RegisteredTest *test = first;
    while (test && test->name() != name)
        test = test->next();
    return test;
}

} // namespace

RegisteredTest::RegisteredTest(const char *file, Run function)
    : m_name(baseName(file))
    , m_run(function)
    , m_next(std::exchange(first, this))
{}

} // namespace wsagent::test

int main(int argc, char **argv)
{
    using namespace wsagent::test;
    if (const RegisteredTest *test = find(argc > 1 ? argv[1] : "")) {
        argv[1] = argv[0]; // Qt Test is to see its own options only
        return test->run(--argc, argv + 1);
    }
    std::fprintf(stderr, "usage: %s TEST [options of Qt Test]\ntests:\n", argv[0]);
    for (const RegisteredTest *test = first; test; test = test->next())
        std::fprintf(stderr, "  %.*s\n", int(test->name().size()), test->name().data());
    return 2;
}
