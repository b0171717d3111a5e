/** Why a server cannot be reached over the network, and what to do about it. */
import { types } from 'node:util';

export interface NetworkFailure {
  /** What happened, in a sentence. */
  readonly problem: string;
  /** What to do about it, in one or more sentences. */
  readonly advice: string;
}

interface NetworkFailureKind {
  /** Codes of errors, or names of errors without a code. */
  readonly codes: readonly string[];
  readonly problem: (server: string) => string;
  readonly advice: string;
}

/**
 * https://nodejs.org/api/errors.html#common-system-errors and https://nodejs.org/api/tls.html#x509-certificate-error-codes
 * `timeout` is the word of lib/zuora/http.ts.
 */
const kinds: readonly NetworkFailureKind[] = [
  {
    codes: ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'],
    problem: (server) => `${server} cannot be reached.`,
    advice: 'Check the network, HTTPS_PROXY and NO_PROXY. For the local stack, check that npm start runs.',
  },
  {
    codes: ['ECONNRESET', 'EPIPE'],
    problem: (server) => `${server} closed the connection without an answer.`,
    advice: 'Try again. If it stays so, check HTTPS_PROXY and NO_PROXY.',
  },
  {
    codes: ['ETIMEDOUT', 'ECONNABORTED', 'TimeoutError', 'timeout'],
    problem: (server) => `${server} does not answer in time.`,
    advice: 'Check the network, HTTPS_PROXY and NO_PROXY. A firewall may drop the requests.',
  },
  {
    codes: ['ERR_PROXY_TUNNEL', 'ERR_PROXY_INVALID_CONFIG'],
    problem: () => 'The proxy of HTTPS_PROXY does not connect.',
    advice: 'Check HTTPS_PROXY. For an address that needs no proxy, use NO_PROXY.',
  },
  {
    codes: ['CERT_HAS_EXPIRED'],
    problem: (server) => `The certificate of ${server} has expired.`,
    advice:
      "Check this machine's clock. If it is right, the server, or a proxy that reads TLS, needs a new certificate.",
  },
  {
    codes: ['CERT_NOT_YET_VALID'],
    problem: (server) => `The certificate of ${server} is not valid yet.`,
    advice: "Check this machine's clock: it is probably behind.",
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    problem: (server) => `The certificate of ${server} is for another host name.`,
    advice: 'Check the address, HTTPS_PROXY and NO_PROXY: another server answers.',
  },
  {
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_UNTRUSTED',
    ],
    problem: (server) => `The certificate of ${server} is not trusted.`,
    advice: 'If a proxy of the network reads TLS, set NODE_EXTRA_CA_CERTS to a file with its certificate in PEM.',
  },
  {
    codes: [
      'CERT_SIGNATURE_FAILURE',
      'CERT_REVOKED',
      'CERT_REJECTED',
      'CERT_CHAIN_TOO_LONG',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'PATH_LENGTH_EXCEEDED',
    ],
    problem: (server) => `The certificate of ${server} is faulty.`,
    advice: 'The server, or a proxy that reads TLS, needs a new certificate.',
  },
  {
    codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
    problem: (server) => `What answers for ${server} does not speak TLS.`,
    advice: 'Check the address, with http:// or https:// and its port, and HTTPS_PROXY.',
  },
  {
    codes: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
    problem: (server) => `${server} takes no version of TLS that this machine offers.`,
    advice: 'Check the address and HTTPS_PROXY. An old proxy that reads TLS may need an update.',
  },
];

/**
 * @param server that was called
 * @returns undefined for an error that is no failure of the network
 */
export function networkFailureOf(error: unknown, server: string): NetworkFailure | undefined {
  const [kind] = causesOf(error).flatMap((cause) => kinds.find(({ codes }) => codes.includes(codeOf(cause))) ?? []);
  return kind && { problem: kind.problem(server), advice: kind.advice };
}

/** The SDK gives the name TimeoutError to connections that were closed too, so the code counts first. */
function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}

/** The error, its cause, and so on. An error may be its own cause. */
function causesOf(error: unknown): readonly Error[] {
  const causes = new Set<Error>();
  for (let next = error; types.isNativeError(next) && !causes.has(next); next = next.cause) causes.add(next);
  return [...causes];
}
