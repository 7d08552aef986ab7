#include "gateway/net/fileroot.h"
#include "gateway/net/httphead.h"
#include "gateway/net/httprange.h"
#include "gateway/net/staticfiles.h"
#include "gateway/surfaces/controluipage.h"

#include <QDir>
#include <QTemporaryDir>

#include <cstdlib>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// A root with a file in it, and one beside it that nothing may lead to.
class Folder
{
public:
    Folder()
    {
        QDir(m_directory.path()).mkpath(u"root/assets"_s);
        write(u"secret"_s, "secret");
        write(u"root/a"_s, "inside");
        write(u"root/assets/b.js"_s, "inside");
        QFile::link(u"../secret"_s, m_directory.filePath(u"root/out"_s));
        QFile::link(u".."_s, m_directory.filePath(u"root/up"_s));
    }
    QString root() const { return m_directory.filePath(u"root"_s); }

private:
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_directory.filePath(name));
        require(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }

    QTemporaryDir m_directory;
};

void answer(const HttpRequest &request)
{
    static const Folder folder;
    static const FileRoot root(folder.root());
    const HttpVersioned object{.size = 1000, .tag = "\"t\"", .modified = QDateTime::fromSecsSinceEpoch(1)};
    const HttpSelection selection = selectOf(request, object);
    require(selection.first >= 0 && selection.size >= 0 && selection.first + selection.size <= object.size);
    require(selection.status != 206 || selection.size > 0);

    const auto file = root.open(request.path);
    if (!file)
        return;
    require(file->size == 6);
    const HttpResponse response = fileResponse(request, *file, request.path, "no-cache");
    require(response.file.size <= 6);
    if (response.file.size > 0)
        require(QByteArray("inside").contains(response.file.file->read(response.file.size)));
}

} // namespace

/// Whatever a request says, no file outside of the root is opened, and no byte that is not there is promised.
/// The same bytes as a page: the scripts in it are parts of it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto request = parseHttpHead(bytes);
    if (request)
        answer(*request);
    const QList<QByteArray> scripts = inlineScripts(bytes);
    for (const QByteArray &script : scripts)
        require(bytes.contains(script));
    (void)markedPage(bytes, u"/ui"_s);
    return 0;
}
