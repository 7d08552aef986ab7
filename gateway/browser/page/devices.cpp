#include "gateway/browser/page/devices.h"

#include <algorithm>
#include <array>

namespace wsagent {

namespace {

constexpr auto iphone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
constexpr auto ipad =
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1";
constexpr auto android =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%1.0.0.0 "
    "Mobile Safari/537.36";
constexpr auto androidTablet = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                               "Chrome/%1.0.0.0 Safari/537.36";

constexpr std::array devices = {Device{"iPhone SE", 375, 667, 2, true, iphone},
                                Device{"iPhone 15", 393, 852, 3, true, iphone},
                                Device{"iPhone 15 Pro Max", 430, 932, 3, true, iphone},
                                Device{"iPad Mini", 768, 1024, 2, true, ipad},
                                Device{"iPad Pro 11", 834, 1194, 2, true, ipad},
                                Device{"Pixel 8", 412, 915, 2.625, true, android},
                                Device{"Galaxy S23", 360, 780, 3, true, android},
                                Device{"Galaxy Tab S9", 800, 1280, 2, true, androidTablet},
                                Device{"Desktop", 1280, 720, 1, false, ""},
                                Device{"Desktop HiDPI", 1280, 720, 2, false, ""}};

} // namespace

const Device *findDevice(const QString &name)
{
    const auto found = std::find_if(devices.begin(), devices.end(), [&name](const Device &device) {
        return name.compare(QLatin1StringView(device.name), Qt::CaseInsensitive) == 0;
    });
    return found == devices.end() ? nullptr : &*found;
}

QStringList deviceNames()
{
    QStringList names;
    for (const Device &device : devices)
        names += QLatin1StringView(device.name);
    return names;
}

} // namespace wsagent
