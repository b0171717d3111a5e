/** What a contender runs in: stand-ins of AWS and Zuora, and the environment that Lambda would give it. */
import { writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { variableOf } from '../lib/settings.ts';
import { createSelfSignedCertificate } from '../local/self-signed-certificate.ts';
import type { PackagedFunction, PackagedService } from './bundles.ts';
import type { Counts } from './stand-ins/counts.ts';
import type { TenantSettings } from './stand-ins/tenant.ts';
import { Worker } from './worker.ts';

const table = 'bench-idempotency';
/** Seconds. */
const othersTimeout = '120';
const secretId = 'zuora-access/dev/oauth';

interface Options {
  /** For the certificate. */
  readonly folder: string;
  readonly isTls: boolean;
  /** The attributes that make a key, by table. */
  readonly keys: PackagedService['keys'];
}

export class Surroundings {
  readonly #aws: Worker;
  readonly #zuora: Worker;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(aws: Worker, zuora: Worker, environment: Readonly<Record<string, string>>) {
    this.#aws = aws;
    this.#zuora = zuora;
    this.#environment = environment;
  }

  static async start({ folder, isTls, keys }: Options): Promise<Surroundings> {
    const tls = isTls ? await writeCertificate(folder) : undefined;
    const zuora = standIn('zuora', tls ? [tls.keyFile] : []);
    const { url: baseUrl } = await zuora.next<{ url: string }>();
    const secret = JSON.stringify({ baseUrl, clientId: 'bench', clientSecret: 'bench' });
    const allKeys = JSON.stringify({ ...keys, [table]: ['id'] });
    const aws = standIn('aws', [secret, allKeys, ...(tls ? [tls.keyFile] : [])]);
    const { url: endpoint } = await aws.next<{ url: string }>();
    return new Surroundings(aws, zuora, environmentOf(endpoint, tls?.certificateFile));
  }

  /** All of the environment of a process that runs this code. */
  environmentFor({ bundle, variables }: PackagedFunction): Readonly<Record<string, string>> {
    return {
      ...variables,
      // The stand-in of Zuora is on this machine, which no other stage allows.
      ...(Object.keys(variables).length > 0 && { [variableOf('stage')]: 'local' }),
      ...this.#environment,
      BENCH_BUNDLE: bundle.file,
      BENCH_TIMEOUT_SECONDS: variables[variableOf('functionTimeout')] ?? othersTimeout,
      BENCH_TABLE: table,
      BENCH_SECRET: secretId,
    };
  }

  /** Where AWS is, for clients of this process. It must trust the certificate, if there is one. */
  get awsEndpoint(): string {
    return this.#environment['AWS_ENDPOINT_URL'] ?? '';
  }

  /** What both were asked for since the last time. */
  async takeCounts(): Promise<Counts> {
    const [ofAws, ofZuora] = await Promise.all([this.#aws.ask<Counts>({}), this.#zuora.ask<Counts>({})]);
    return { ...ofAws, ...ofZuora };
  }

  /** Forgets all items. */
  async clear(): Promise<void> {
    await this.#aws.ask({ clear: true });
  }

  async tellZuora(tenant: TenantSettings): Promise<void> {
    await this.#zuora.ask(tenant);
  }

  async end(): Promise<void> {
    await Promise.all([this.#aws.end(), this.#zuora.end()]);
  }
}

function standIn(name: string, args: readonly string[]): Worker {
  return new Worker(join(import.meta.dirname, 'stand-ins', `${name}.ts`), { args });
}

async function writeCertificate(
  folder: string,
): Promise<{ readonly keyFile: string; readonly certificateFile: string }> {
  const certificate = createSelfSignedCertificate(['localhost'], Date.now());
  const [keyFile, certificateFile] = [join(folder, 'key.json'), join(folder, 'certificate.pem')];
  await Promise.all([writeFile(keyFile, JSON.stringify(certificate)), writeFile(certificateFile, certificate.cert)]);
  return { keyFile, certificateFile };
}

function environmentOf(endpoint: string, certificateFile: string | undefined): Readonly<Record<string, string>> {
  return {
    TZ: ':UTC',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'contender',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...(certificateFile !== undefined && { NODE_EXTRA_CA_CERTS: certificateFile }),
  };
}
