/** Makes the deployment package that would go to AWS, with the same tool. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';

const SERVERLESS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/**
 * Packages the service for a stage: template and functions' zip files, into `folder`.
 *
 * @throws Error with the tool's output
 */
export function packageService(root: string, stage: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const command = [SERVERLESS, 'package', '--stage', stage, '--package', folder];
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) => {
      if (error) reject(new Error(`serverless package --stage ${stage} failed:\n${stdout}${stderr}`.trim()));
      else resolve();
    });
  });
}
