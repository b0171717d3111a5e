/** The proxy of the operator's network. The functions use none. */

/** Options of Node's HTTP agents. */
export interface ProxyOptions {
  /** https://nodejs.org/api/http.html#built-in-proxy-support */
  readonly proxyEnv: {
    readonly HTTPS_PROXY: string | undefined;
    readonly HTTP_PROXY: string | undefined;
    readonly NO_PROXY: string;
  };
}

/** No proxy reaches the local stack. */
const thisMachine = 'localhost,127.0.0.1-127.255.255.255,[::1],::1';

/** Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY. As in curl, the names in lower case win. */
export function proxyOptions(env: NodeJS.ProcessEnv): ProxyOptions {
  const exceptions = env['no_proxy'] || env['NO_PROXY'];
  return {
    proxyEnv: {
      HTTPS_PROXY: env['https_proxy'] || env['HTTPS_PROXY'],
      HTTP_PROXY: env['http_proxy'] || env['HTTP_PROXY'],
      NO_PROXY: exceptions ? `${exceptions},${thisMachine}` : thisMachine,
    },
  };
}
