#pragma once

#include <QCoreApplication>
#include <QTest>

namespace wsagent::test {

/// A test of the program that it is linked into. One program holds the tests of a folder, so that what they
/// test is linked, and stored, once and not for each of them. "program tst_name [options of Qt Test]" runs
/// one; ctest does.
class RegisteredTest
{
public:
    using Run = int (*)(int &argc, char **argv);

    /// `file` is the source of the test, whose base name is its name. Made before main() only.
    RegisteredTest(const char *file, Run function);

    QByteArrayView name() const { return m_name; }
    int run(int &argc, char **argv) const { return m_run(argc, argv); }
    const RegisteredTest *next() const { return m_next; }

private:
    QByteArrayView m_name;
    Run m_run;
    const RegisteredTest *m_next;
};

template <typename Test>
int runTest(int argc, char **argv)
{
    Test test;
    return QTest::qExec(&test, argc, argv);
}

template <typename Test, typename Application>
int runTest(int &argc, char **argv)
{
    const Application application(argc, argv);
    QCoreApplication::setAttribute(Qt::AA_Use96Dpi); // as QTEST_MAIN does
    return runTest<Test>(argc, argv);
}

} // namespace wsagent::test

/// Registers a function as RegisteredTest::Run.
#define WSAGENT_TEST_RUN(...)                                                                                \
    static const wsagent::test::RegisteredTest registeredTest(__FILE__, __VA_ARGS__);

/// Registers a class of Qt Test that needs no application object.
#define WSAGENT_TEST(Test)                                                                                   \
    WSAGENT_TEST_RUN([](int &argc, char **argv) { return wsagent::test::runTest<Test>(argc, argv); })

/// The same with an application object: QCoreApplication, or QApplication for widgets.
#define WSAGENT_TEST_WITH(Application, Test)                                                                 \
    WSAGENT_TEST_RUN(                                                                                        \
        [](int &argc, char **argv) { return wsagent::test::runTest<Test, Application>(argc, argv); })
