/** A server for HTTPS in front of others that have none, as AWS and Zuora look from a company's network. */
import { once } from 'node:events';
import { request as sendRequest } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSelfSignedCertificate } from './self-signed-certificate.ts';

export interface TlsServer {
  readonly port: number;
  /** Its own, in PEM: nobody trusts it who does not know it. */
  readonly certificate: string;
  /** The hosts of the requests so far. */
  readonly hosts: readonly string[];
  close(): void;
}

/** @param targets the address of each domain, such as `amazonaws.com` */
export async function startTlsServer(
  names: readonly string[],
  targets: Readonly<Record<string, string>>,
  now: number,
): Promise<TlsServer> {
  const { key, cert } = createSelfSignedCertificate(names, now);
  const hosts: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificate: cert,
    hosts,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
