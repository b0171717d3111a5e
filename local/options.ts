/** The options of `npm start`: its command line and environment. */
import { parseArgs } from 'node:util';
import { isLoopback } from '../lib/loopback.ts';

export const usage = `Usage: npm start -- [options]

Runs the service on this machine: an AWS endpoint, a Zuora sandbox, and the functions between them.

  --fresh             start with empty state: queues, ledger, secret, sandbox
  --no-samples        do not publish the worked examples of events/
  --outcomes          print each entry of the audit log as the event that an event bus would get
  --json              print the functions' log lines unchanged, as JSON
  --policy FILE       the policy to use, and to follow when it changes (default: policy.yml, else the example)
  --package DIR       run this deployment package (serverless package --package DIR) instead of a new one
  --data DIR          folder of state and logs, for one stack at a time (default: .local)
  --no-console        do not serve the console
  --allow-remote-aws  accept an AWS_ENDPOINT_URL that is not on this machine
  --help              print this help

Environment:
  PORT_AWS, PORT_ZUORA, PORT_CONSOLE
                        ports on 127.0.0.1 (default: 4566, 4567 and 4568); 0 takes any free port
  AWS_ENDPOINT_URL      use this AWS instead of the embedded one; missing resources are created there
`;

/** The command line or the environment is wrong. The message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface StackOptions {
  readonly fresh: boolean;
  readonly samples: boolean;
  readonly json: boolean;
  /** Whether to tell of the entries of the audit log. */
  readonly outcomes: boolean;
  readonly package: string | undefined;
  /** The file of the policy; undefined for the default one. */
  readonly policy: string | undefined;
  readonly data: string;
  readonly awsPort: number;
  readonly zuoraPort: number;
  /** Undefined for no console. */
  readonly consolePort: number | undefined;
  /** The AWS to use instead of the embedded one. */
  readonly outsideAws: { readonly endpoint: string; readonly onThisMachine: boolean } | undefined;
}

/**
 * Reads command line (without the program) and environment.
 *
 * @returns 'help' if the command line asks for help
 * @throws UsageError
 */
export function parseStackOptions(args: readonly string[], env: NodeJS.ProcessEnv): StackOptions | 'help' {
  const values = parseCommandLine(args);
  if (values.help) return 'help';
  if (!values.data) throw new UsageError('--data is empty. Name a folder, or omit --data to use .local.');
  if (values.package === '') throw new UsageError('--package is empty. Name a folder, or omit --package.');
  if (values.policy === '') throw new UsageError('--policy is empty. Name a file, or omit --policy.');
  if (values.package !== undefined && values.policy !== undefined)
    throw new UsageError('--package has a policy of its own. Omit --policy, or --package.');
  const outsideAws = parseOutsideAws(env['AWS_ENDPOINT_URL'], values['allow-remote-aws']);
  if (values.outcomes && outsideAws !== undefined)
    throw new UsageError('--outcomes needs the embedded AWS. Omit it, or unset AWS_ENDPOINT_URL.');
  const awsPort = parsePort('PORT_AWS', env['PORT_AWS'], 4566);
  const zuoraPort = parsePort('PORT_ZUORA', env['PORT_ZUORA'], 4567);
  const consolePort = values['no-console'] ? undefined : parsePort('PORT_CONSOLE', env['PORT_CONSOLE'], 4568);
  requireDifferent({ PORT_AWS: awsPort, PORT_ZUORA: zuoraPort, PORT_CONSOLE: consolePort });
  return {
    fresh: values.fresh,
    samples: !values['no-samples'],
    json: values.json,
    outcomes: values.outcomes,
    package: values.package,
    policy: values.policy,
    data: values.data,
    awsPort,
    zuoraPort,
    consolePort,
    outsideAws,
  };
}

function parseCommandLine(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        fresh: { type: 'boolean', default: false },
        'no-samples': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        outcomes: { type: 'boolean', default: false },
        package: { type: 'string' },
        policy: { type: 'string' },
        data: { type: 'string', default: '.local' },
        'no-console': { type: 'boolean', default: false },
        'allow-remote-aws': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parsePort(variable: string, value: string | undefined, otherwise: number): number {
  if (!value) return otherwise;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`${variable} is '${value}'. Set it to a port between 0 and 65535; 0 takes any free port.`);
}

function requireDifferent(ports: Readonly<Record<string, number | undefined>>): void {
  const chosen = Object.entries(ports).filter(([, port]) => port !== undefined && port !== 0);
  for (const [variable, port] of chosen) {
    const other = chosen.find(([name, one]) => name !== variable && one === port);
    if (other) throw new UsageError(`${variable} and ${other[0]} are the same. Set two different ports.`);
  }
}

function parseOutsideAws(endpoint: string | undefined, remoteAllowed: boolean): StackOptions['outsideAws'] {
  if (!endpoint) return undefined;
  if (!URL.canParse(endpoint)) {
    throw new UsageError(`AWS_ENDPOINT_URL is '${endpoint}', which is not a URL. Unset it to use the embedded AWS.`);
  }
  const onThisMachine = isLoopback(new URL(endpoint).hostname);
  if (!onThisMachine && !remoteAllowed) {
    throw new UsageError(
      `AWS_ENDPOINT_URL is ${endpoint}, which is not on this machine. Unset it to use the embedded AWS, or add --allow-remote-aws to create the stack there.`,
    );
  }
  return { endpoint, onThisMachine };
}
