/** A deployed function: its settings, and the execution environments that run it. */
import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import type { AwsAccess } from '../../operator/aws-access.ts';
import { ExecutionEnvironment, FunctionError } from './execution-environment.ts';

export interface FunctionConfiguration {
  readonly name: string;
  /** `<module path>.<export>` within the bundle, e.g. `functions/requestUserAccess.handler`. */
  readonly handler: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly memoryMiB: number;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The whole environment of a function's process: its own variables, the variables that Lambda reserves, and an endpoint
 * with credentials in place of the execution role. From the developer's shell it has only the PATH, and no AWS profile.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentOf(
  configuration: FunctionConfiguration,
  codeFolder: string,
  aws: AwsAccess,
  path: string | undefined,
): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = aws.credentials;
  return {
    ...configuration.variables,
    ...(path && { PATH: path }),
    TZ: ':UTC',
    _HANDLER: configuration.handler,
    LAMBDA_TASK_ROOT: codeFolder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMiB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${configuration.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

export class LambdaFunction {
  readonly #configuration: FunctionConfiguration;
  readonly arn: string;
  readonly #aws: AwsAccess;
  #codeFolder: string;
  readonly #onLine: (line: string) => void;
  readonly #environments = new Set<ExecutionEnvironment>();
  /** Warm environments, the last used one last. That one is taken first, so that few stay warm. */
  #idle: ExecutionEnvironment[] = [];

  /** @param onLine takes each line of the function's log */
  constructor(
    configuration: FunctionConfiguration,
    codeFolder: string,
    aws: AwsAccess,
    onLine: (line: string) => void,
  ) {
    this.#codeFolder = codeFolder;
    this.#aws = aws;
    this.#configuration = configuration;
    this.arn = `arn:aws:lambda:${aws.region}:000000000000:function:${configuration.name}`;
    this.#onLine = onLine;
  }

  /**
   * Runs the function, in a warm environment if there is one, and returns its response. The number of invocations at
   * once has no limit here.
   *
   * @throws FunctionError, after its message has gone to the log
   */
  async invoke(event: unknown): Promise<unknown> {
    const environment = this.#take();
    const codeFolder = this.#codeFolder;
    const requestId = randomUUID();
    try {
      return await environment.invoke({ requestId, invokedFunctionArn: this.arn, event });
    } catch (error) {
      if (error instanceof FunctionError) this.#log(requestId, error);
      throw error;
    } finally {
      if (codeFolder !== this.#codeFolder) await environment.stop();
      else if (environment.alive) this.#idle.push(environment);
    }
  }

  /** Runs other code from the next invocation on. Invocations that have begun finish with the code they have. */
  async update(codeFolder: string): Promise<void> {
    this.#codeFolder = codeFolder;
    await Promise.all(this.#idle.splice(0).map((environment) => environment.stop()));
  }

  /** Ends every process at once. */
  async stop(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
  }

  #take(): ExecutionEnvironment {
    this.#idle = this.#idle.filter(({ alive }) => alive);
    return this.#idle.pop() ?? this.#start();
  }

  #start(): ExecutionEnvironment {
    const { timeout } = this.#configuration;
    const variables = environmentOf(this.#configuration, this.#codeFolder, this.#aws, process.env['PATH']);
    const environment = new ExecutionEnvironment(this.#codeFolder, variables, timeout, this.#onLine);
    for (const ended of this.#environments) if (!ended.alive) this.#environments.delete(ended);
    this.#environments.add(environment);
    return environment;
  }

  /** In the shape of the function's own log lines. */
  #log(requestId: string, { message }: FunctionError): void {
    this.#onLine(
      JSON.stringify({
        level: 'ERROR',
        message,
        timestamp: new Date().toISOString(),
        function_name: this.#configuration.name,
        function_request_id: requestId,
      }),
    );
  }
}
