#include "gateway/instances/porttables.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct WellKnown
{
    int port;
    QLatin1String software;
};

constexpr WellKnown wellKnown[] = {
    {22, "ssh"_L1},
    {80, "http"_L1},
    {443, "https"_L1},
    {445, "smb"_L1},
    {1080, "socks"_L1},
    {1234, "lm-studio"_L1},
    {1433, "mssql"_L1},
    {1521, "oracle"_L1},
    {1883, "mqtt"_L1},
    {2049, "nfs"_L1},
    {2375, "docker"_L1},
    {2376, "docker-tls"_L1},
    {2379, "etcd"_L1},
    {2380, "etcd-peer"_L1},
    {3000, "dev-server"_L1},
    {3306, "mysql"_L1},
    {3389, "rdp"_L1},
    {4222, "nats"_L1},
    {5000, "airplay-receiver"_L1},
    {5037, "adb"_L1},
    {5173, "vite"_L1},
    {5222, "xmpp-client"_L1},
    {5269, "xmpp-server"_L1},
    {5432, "postgresql"_L1},
    {5672, "amqp"_L1},
    {5900, "vnc"_L1},
    {6080, "novnc"_L1},
    {6379, "redis"_L1},
    {6443, "kubernetes-api"_L1},
    {6667, "irc"_L1},
    {6697, "ircs"_L1},
    {7000, "airplay-receiver"_L1},
    {8000, "http-dev"_L1},
    {8008, "matrix-synapse"_L1},
    {8065, "mattermost"_L1},
    {8080, "http-alt / signal-cli default"_L1},
    {8086, "influxdb"_L1},
    {8123, "home-assistant"_L1},
    {8384, "syncthing-gui"_L1},
    {8443, "https-alt"_L1},
    {8448, "matrix-federation"_L1},
    {8888, "jupyter"_L1},
    {9000, "php-fpm / minio"_L1},
    {9090, "prometheus"_L1},
    {9092, "kafka"_L1},
    {9100, "node-exporter / jetdirect"_L1},
    {9200, "elasticsearch"_L1},
    {9222, "chrome-devtools default"_L1},
    {9229, "node-inspector"_L1},
    {9418, "git"_L1},
    {10250, "kubelet"_L1},
    {11211, "memcached"_L1},
    {11434, "ollama"_L1},
    {15672, "rabbitmq-management"_L1},
    {17500, "dropbox-lansync"_L1},
    {19530, "milvus"_L1},
    {20000, "webmin-usermin"_L1},
    {22000, "syncthing"_L1},
    {24800, "barrier / synergy"_L1},
    {25565, "minecraft"_L1},
    {25575, "minecraft-rcon"_L1},
    {26379, "redis-sentinel"_L1},
    {27015, "steam"_L1},
    {27017, "mongodb"_L1},
    {27036, "steam-streaming"_L1},
    {32400, "plex"_L1},
};

constexpr std::array blocked = {
    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,   42,   43,   53,
    69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,  117,  119,  123,
    135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,  531,  532,
    540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049, 3659,
    4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};

} // namespace

QLatin1String wellKnownSoftware(int port)
{
    const auto found =
        std::lower_bound(std::begin(wellKnown), std::end(wellKnown), port,
                         [](const WellKnown &entry, int wanted) { return entry.port < wanted; });
    return found != std::end(wellKnown) && found->port == port ? found->software : QLatin1String();
}

bool isBlockedByBrowsers(int port)
{
    return std::binary_search(blocked.begin(), blocked.end(), port);
}

} // namespace wsagent
