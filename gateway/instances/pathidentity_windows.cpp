#include "gateway/instances/pathidentity.h"

#include <QDir>
#include <QFileInfo>

#include <windows.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// The existing part of a path with its links resolved, and the rest appended.
QString throughLinks(const QString &path)
{
    QString existing = path;
    QString rest;
    while (true) {
        const QString canonical = QFileInfo(existing).canonicalFilePath();
        if (!canonical.isEmpty())
            return canonical + rest;
        const qsizetype slash = existing.lastIndexOf(u'/');
        if (slash <= 0)
            return path;
        rest = existing.mid(slash) + rest;
        existing.truncate(slash);
    }
}

/// Volume and file number.
QString fileIdOf(const QString &path)
{
    const std::wstring name = QDir::toNativeSeparators(path).toStdWString();
    const HANDLE file = CreateFileW(name.c_str(), 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                    nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return {};
    BY_HANDLE_FILE_INFORMATION info = {};
    const bool known = GetFileInformationByHandle(file, &info);
    CloseHandle(file);
    return known ? u"%1:%2"_s.arg(info.dwVolumeSerialNumber)
                       .arg((quint64(info.nFileIndexHigh) << 32) | info.nFileIndexLow)
                 : QString();
}

} // namespace

ResolvedPath resolvePath(const QString &absolutePath)
{
    const QString clean = QDir::cleanPath(QDir::fromNativeSeparators(absolutePath));
    ResolvedPath resolved;
    resolved.unfolded = throughLinks(clean).normalized(QString::NormalizationForm_C);
    resolved.path = resolved.unfolded.toCaseFolded();
    resolved.fileId = fileIdOf(clean);
    resolved.isLink = QFileInfo(clean).isSymbolicLink() || QFileInfo(clean).isJunction();
    return resolved;
}

} // namespace wsagent
