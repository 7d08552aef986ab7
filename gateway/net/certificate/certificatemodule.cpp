// The module `wsagent_certificate`: makes a key and a certificate with OpenSSL, once in the life of an
// instance.
#include "gateway/net/certificate/certificaterequest.h"

#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace wsagent {

namespace {

template <auto Free>
struct Freed
{
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Buffer = std::unique_ptr<BIO, Freed<BIO_free_all>>;

bool addExtension(X509 *certificate, int kind, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.constData()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool describe(X509 *certificate, const CertificateRequest &request)
{
    constexpr int bits = 127;
    constexpr long aDay = 24L * 60 * 60; // clocks that are behind are to accept it as well
    const std::unique_ptr<BIGNUM, Freed<BN_free>> serial(BN_new());
    X509_NAME *name = X509_get_subject_name(certificate);
    const auto *text = reinterpret_cast<const unsigned char *>(request.commonName.constData());
    return serial && BN_rand(serial.get(), bits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) &&
           X509_set_version(certificate, X509_VERSION_3) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -aDay) &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), request.days, 0, nullptr) &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1;
}

bool extend(X509 *certificate, const CertificateRequest &request)
{
    return addExtension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           addExtension(certificate, NID_key_usage, "critical,digitalSignature") &&
           addExtension(certificate, NID_ext_key_usage, "serverAuth") &&
           addExtension(certificate, NID_subject_alt_name, request.names.join(','));
}

QByteArray contentOf(BIO *buffer)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(buffer, &data);
    return {data, qsizetype(size)};
}

bool make(CertificateRequest &request)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    if (!key || !certificate || !describe(certificate.get(), request) ||
        X509_set_pubkey(certificate.get(), key.get()) != 1 || !extend(certificate.get(), request) ||
        X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
        return false;
    const Buffer certificateText(BIO_new(BIO_s_mem()));
    const Buffer keyText(BIO_new(BIO_s_secmem()));
    if (!certificateText || !keyText || PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1 ||
        PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return false;
    request.certificate = contentOf(certificateText.get());
    request.key = contentOf(keyText.get());
    return true;
}

} // namespace

} // namespace wsagent

extern "C" Q_DECL_EXPORT bool wsagentMakeCertificate(wsagent::CertificateRequest *request)
{
    return wsagent::make(*request);
}
