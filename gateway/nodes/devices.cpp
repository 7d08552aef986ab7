#include "gateway/nodes/devices.h"

#include "gateway/base/files.h"
#include "gateway/base/jsonstore.h"
#include "gateway/base/jsontexts.h"
#include "gateway/protocol/scopes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <sodium.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 4 * 1024 * 1024;
constexpr qsizetype mostRequests = 64;
constexpr qsizetype tokenBytes = 32;
constexpr auto withheld = "withheld"_L1; // of a token: nobody has been told it

QByteArray randomBytes(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    randombytes_buf(bytes.data(), size_t(size));
    return bytes;
}

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QStringList united(QStringList scopes, const QStringList &more)
{
    for (const QString &scope : more) {
        if (!scopes.contains(scope))
            scopes += scope;
    }
    return scopes;
}

/// The key of the hashes, made when it is first needed.
Result<QByteArray> hashKey(const QString &path)
{
    const auto stored = readFile(path, 1024);
    if (stored) {
        const QByteArray key = QByteArray::fromBase64(stored->trimmed());
        if (key.size() == crypto_generichash_KEYBYTES)
            return key;
        return Error{u"%1 is damaged"_s.arg(path), u"rm '%1', then approve the devices again"_s.arg(path)};
    }
    if (stored.error().kind != ErrorKind::NotFound)
        return stored.error();
    const QByteArray key = randomBytes(crypto_generichash_KEYBYTES);
    if (const auto written = replaceFile(path, key.toBase64() + '\n'); !written)
        return written.error();
    return key;
}

QJsonObject tokenOf(const QJsonObject &device, const QString &role)
{
    return device["tokens"_L1][role].toObject();
}

bool isLive(const QJsonObject &stored)
{
    return stored.contains("hash"_L1) && !stored.contains("revokedAtMs"_L1);
}

/// A stored token, by its hash.
bool isLive(const QJsonObject &stored, const QByteArray &hash)
{
    const QByteArray expected = stored["hash"_L1].toString().toLatin1();
    return isLive(stored) && expected.size() == hash.size() &&
           sodium_memcmp(expected.constData(), hash.constData(), size_t(hash.size())) == 0;
}

Error unknownDevice()
{
    return {u"unknown deviceId"_s, u"ws-agent devices list"_s, ErrorKind::NotFound};
}

} // namespace

Devices::Devices(QString path, QByteArray key)
    : m_path(std::move(path))
    , m_key(std::move(key))
{}

Result<Devices> Devices::open(const QString &stateDir)
{
    const QString directory = stateDir + "/devices"_L1;
    if (const auto made = makePrivateDirectory(directory); !made)
        return made.error();
    if (sodium_init() < 0)
        return Error{u"the random source of this system does not work"_s,
                     u"head -c 1 /dev/urandom | wc -c"_s};
    auto key = hashKey(directory + "/token.key"_L1);
    if (!key)
        return key.error();
    Devices devices(directory + "/paired.json"_L1, *std::move(key));

    const auto stored = readJsonStore(devices.m_path, largestFile);
    if (!stored)
        return stored.error();
    devices.m_damage = stored->damage;
    const QJsonObject object = stored->value["devices"_L1].toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        devices.m_devices.insert(it.key(), it.value().toObject());
    return devices;
}

Result<void> Devices::save() const
{
    QJsonObject list;
    for (auto it = m_devices.begin(); it != m_devices.end(); ++it)
        list.insert(it.key(), it.value());
    return replaceFile(m_path, QJsonDocument(QJsonObject{{"devices"_L1, list}}).toJson());
}

QString Devices::hashOf(const QString &token) const
{
    const QByteArray bytes = token.toUtf8();
    QByteArray hash(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), size_t(hash.size()),
                       reinterpret_cast<const unsigned char *>(bytes.constData()), quint64(bytes.size()),
                       reinterpret_cast<const unsigned char *>(m_key.constData()), size_t(m_key.size()));
    return base64(hash);
}

std::optional<DeviceGrant> Devices::grant(const QString &deviceId) const
{
    const auto found = m_devices.constFind(deviceId);
    if (found == m_devices.constEnd())
        return std::nullopt;
    const QStringList roles = textsIn(found->value("roles"_L1));
    return DeviceGrant{.publicKey = found->value("publicKey"_L1).toString(),
                       .roles = QSet<QString>(roles.begin(), roles.end()),
                       .scopes = textsIn(found->value("scopes"_L1)),
                       .platform = found->value("platform"_L1).toString(),
                       .deviceFamily = found->value("deviceFamily"_L1).toString()};
}

std::optional<QStringList> Devices::tokenScopes(const QString &deviceId, const QString &role,
                                                const QString &token) const
{
    const QJsonObject stored = tokenOf(m_devices.value(deviceId), role);
    if (token.isEmpty() || !isLive(stored, hashOf(token).toLatin1()))
        return std::nullopt;
    return textsIn(stored["scopes"_L1]);
}

std::optional<DeviceTokenOwner> Devices::ownerOf(const QString &role, const QString &token) const
{
    if (token.isEmpty())
        return std::nullopt;
    const QByteArray hash = hashOf(token).toLatin1();
    for (auto it = m_devices.begin(); it != m_devices.end(); ++it) {
        const QJsonObject stored = tokenOf(*it, role);
        if (isLive(stored, hash))
            return DeviceTokenOwner{.deviceId = it.key(), .scopes = textsIn(stored["scopes"_L1])};
    }
    return std::nullopt;
}

QString Devices::newToken(QJsonObject &device, const QString &role, const QStringList &scopes,
                          Delivery delivery, qint64 now) const
{
    const QString token = base64(randomBytes(tokenBytes));
    QJsonObject tokens = device["tokens"_L1].toObject();
    const QJsonObject before = tokens.value(role).toObject();
    QJsonObject entry{{"hash"_L1, hashOf(token)},
                      {"scopes"_L1, QJsonArray::fromStringList(scopes)},
                      {"createdAtMs"_L1, before.contains("createdAtMs"_L1) ? before["createdAtMs"_L1] : now}};
    if (!before.isEmpty())
        entry.insert("rotatedAtMs"_L1, now);
    if (delivery == Delivery::Withheld)
        entry.insert(withheld, true);
    tokens.insert(role, entry);
    device.insert("tokens"_L1, tokens);
    return token;
}

Result<void> Devices::approve(const ConnectParams &params, const QString &via, const QString &address,
                              qint64 now)
{
    const auto before = grant(params.device->id);
    const bool sameKey = before && before->publicKey == params.device->publicKey;
    QJsonObject device = sameKey ? m_devices.value(params.device->id) : QJsonObject();
    QStringList roles = sameKey ? before->roles.values() : QStringList();
    if (!roles.contains(params.role))
        roles += params.role;
    const QStringList scopes = united(sameKey ? before->scopes : QStringList(), params.scopes);
    roles.sort();
    if (!sameKey)
        device.insert("createdAtMs"_L1, now);
    device.insert("publicKey"_L1, params.device->publicKey);
    device.insert("platform"_L1, params.platform);
    device.insert("deviceFamily"_L1, params.deviceFamily);
    device.insert("displayName"_L1, params.displayName);
    device.insert("clientId"_L1, params.clientId);
    device.insert("clientMode"_L1, params.clientMode);
    device.insert("roles"_L1, QJsonArray::fromStringList(roles));
    device.insert("scopes"_L1, QJsonArray::fromStringList(scopes));
    device.insert("approvedVia"_L1, via);
    device.insert("approvedAtMs"_L1, now);
    device.insert("remoteIp"_L1, address);
    QJsonObject tokens = device["tokens"_L1].toObject();
    if (QJsonObject token = tokens[params.role].toObject(); isLive(token)) {
        const QStringList may = united(textsIn(token["scopes"_L1]), params.scopes);
        token.insert("scopes"_L1, QJsonArray::fromStringList(may));
        tokens.insert(params.role, token);
        device.insert("tokens"_L1, tokens);
    }
    m_devices.insert(params.device->id, device);
    return save();
}

bool Devices::lacksToken(const QString &deviceId, const QString &role) const
{
    const QJsonObject stored = tokenOf(m_devices.value(deviceId), role);
    return !isLive(stored) || stored.contains(withheld);
}

Result<QString> Devices::issueToken(const QString &deviceId, const QString &role, qint64 now)
{
    const auto granted = grant(deviceId);
    const QJsonObject stored = tokenOf(m_devices.value(deviceId), role);
    const bool isRestricted = isLive(stored) && stored.contains(withheld);
    const QStringList scopes = isRestricted ? textsIn(stored["scopes"_L1])
                               : granted    ? granted->scopes
                                            : QStringList();
    return rotateToken(deviceId, role, scopes, Delivery::InBand, now);
}

std::optional<qint64> Devices::tokenIssuedAt(const QString &deviceId, const QString &role) const
{
    const QJsonObject stored = tokenOf(m_devices.value(deviceId), role);
    const QJsonValue time =
        stored.contains("rotatedAtMs"_L1) ? stored["rotatedAtMs"_L1] : stored["createdAtMs"_L1];
    return time.isDouble() ? std::optional(time.toInteger()) : std::nullopt;
}

Result<QString> Devices::rotateToken(const QString &deviceId, const QString &role, const QStringList &scopes,
                                     Delivery delivery, qint64 now)
{
    const auto granted = grant(deviceId);
    if (!granted || !granted->roles.contains(role))
        return unknownDevice();
    QJsonObject device = m_devices.value(deviceId);
    const QString token = newToken(device, role, scopes, delivery, now);
    m_devices.insert(deviceId, device);
    if (const auto saved = save(); !saved)
        return saved.error();
    return token;
}

Result<void> Devices::revokeToken(const QString &deviceId, const QString &role, qint64 now)
{
    QJsonObject device = m_devices.value(deviceId);
    QJsonObject tokens = device["tokens"_L1].toObject();
    if (!tokens.contains(role))
        return unknownDevice();
    QJsonObject token = tokens[role].toObject();
    token.insert("revokedAtMs"_L1, now);
    tokens.insert(role, token);
    device.insert("tokens"_L1, tokens);
    m_devices.insert(deviceId, device);
    return save();
}

Result<void> Devices::remove(const QString &deviceId)
{
    return m_devices.remove(deviceId) > 0 ? save() : Result<void>(unknownDevice());
}

Result<void> Devices::rename(const QString &deviceId, const QString &label)
{
    const auto found = m_devices.find(deviceId);
    if (found == m_devices.end())
        return unknownDevice();
    found->insert("label"_L1, label);
    return save();
}

/// Kept until the next change is written: not worth a write at each login.
void Devices::seen(const QString &deviceId, const QString &address, qint64 now)
{
    const auto found = m_devices.find(deviceId);
    if (found == m_devices.end())
        return;
    found->insert("lastSeenAtMs"_L1, now);
    found->insert("remoteIp"_L1, address);
}

DeviceRequest Devices::ask(const ConnectParams &params, const QString &reason, const QString &address,
                           const QString &origin, qint64 now)
{
    const QList<DeviceRequest> waiting = requests(now);
    const auto same = std::find_if(waiting.begin(), waiting.end(), [&params](const DeviceRequest &request) {
        return request.deviceId() == params.device->id;
    });
    DeviceRequest request{.id = same == waiting.end() ? QUuid::createUuid().toString(QUuid::WithoutBraces)
                                                      : same->id,
                          .reason = reason,
                          .params = params,
                          .address = address,
                          .origin = origin,
                          .requestedAt = now};
    request.params.auth = {};
    if (same == waiting.end() && waiting.size() >= mostRequests)
        m_requests.remove(waiting.first().id);
    m_requests.insert(request.id, request);
    return request;
}

std::optional<DeviceRequest> Devices::takeRequest(const QString &requestId, qint64 now)
{
    (void)requests(now);
    if (!m_requests.contains(requestId))
        return std::nullopt;
    return m_requests.take(requestId);
}

/// Oldest first.
QList<DeviceRequest> Devices::requests(qint64 now)
{
    m_requests.removeIf([now](const std::pair<const QString &, DeviceRequest &> &each) {
        return each.second.requestedAt + requestLifetime < now;
    });
    QList<DeviceRequest> waiting = m_requests.values();
    std::sort(waiting.begin(), waiting.end(),
              [](const DeviceRequest &a, const DeviceRequest &b) { return a.requestedAt < b.requestedAt; });
    return waiting;
}

QJsonArray Devices::list(const std::function<bool(const QString &)> &isConnected) const
{
    QJsonArray rows;
    for (auto it = m_devices.begin(); it != m_devices.end(); ++it) {
        QJsonObject row = it.value();
        const QJsonObject tokens = row["tokens"_L1].toObject();
        QJsonArray shown;
        for (auto token = tokens.begin(); token != tokens.end(); ++token) {
            QJsonObject entry = token.value().toObject();
            entry.remove("hash"_L1);
            entry.insert("role"_L1, token.key());
            shown += entry;
        }
        row.insert("tokens"_L1, shown);
        row.insert("deviceId"_L1, it.key());
        row.insert("role"_L1, row["roles"_L1][0]);
        row.insert("connected"_L1, isConnected(it.key()));
        rows += row;
    }
    return rows;
}

QString deviceName(const QJsonValue &row)
{
    for (const auto key : {"label"_L1, "displayName"_L1}) {
        if (const QString name = row[key].toString(); !name.isEmpty())
            return name;
    }
    return row["clientId"_L1].toString();
}

QJsonObject toJson(const DeviceRequest &request)
{
    const ConnectParams &params = request.params;
    QJsonObject json{{"requestId"_L1, request.id},
                     {"deviceId"_L1, request.deviceId()},
                     {"publicKey"_L1, params.device ? params.device->publicKey : QString()},
                     {"platform"_L1, params.platform},
                     {"clientId"_L1, params.clientId},
                     {"clientMode"_L1, params.clientMode},
                     {"role"_L1, params.role},
                     {"roles"_L1, QJsonArray{params.role}},
                     {"scopes"_L1, QJsonArray::fromStringList(params.scopes)},
                     {"remoteIp"_L1, request.address},
                     {"isRepair"_L1, request.reason != "not-paired"_L1},
                     {"ts"_L1, request.requestedAt}};
    if (!params.displayName.isEmpty())
        json.insert("displayName"_L1, params.displayName);
    if (!params.deviceFamily.isEmpty())
        json.insert("deviceFamily"_L1, params.deviceFamily);
    if (!request.origin.isEmpty())
        json.insert("browserOrigin"_L1, request.origin);
    return json;
}

} // namespace wsagent
