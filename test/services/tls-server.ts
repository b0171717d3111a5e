/** A server for HTTPS in front of others that have none, as AWS and Zuora look from a company's network. */
import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSelfSignedCertificate } from '../../local/self-signed-certificate.ts';

export interface TlsServer {
  readonly port: number;
  /** Its own, one for each name, in PEM. Nobody trusts them who does not know them. */
  readonly certificates: string;
  /** The hosts of the requests so far. */
  readonly hosts: readonly string[];
  close(): void;
}

/**
 * A client that asks for a host of none of the names gets the certificate of the first.
 *
 * @param targets the address of each domain, such as `amazonaws.com`
 */
export async function startTlsServer(
  names: readonly string[],
  targets: Readonly<Record<string, string>>,
  now: number,
): Promise<TlsServer> {
  const certificates = names.map((name) => createSelfSignedCertificate([name], now));
  const hosts: string[] = [];
  const server = createServer({ ...certificates[0] }, (request, response) => {
    const { host = '' } = request.headers;
    hosts.push(host);
    const target = Object.entries(targets).find(([domain]) => host.endsWith(domain))?.[1];
    const { method, headers } = request;
    const forwarded = sendRequest(new URL(request.url ?? '', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  for (const [index, name] of names.entries()) server.addContext(name, { ...certificates[index] });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificates: certificates.map(({ cert }) => cert).join(''),
    hosts,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
