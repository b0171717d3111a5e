/** `completion`: the command that prints a script for the shell. */
import { Argument, type Command } from 'commander';
import { shells } from '../completion/shell.ts';

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell that runs the script').choices(shells))
    .description('print a script that makes the shell complete commands, options and their values')
    .addHelpText(
      'after',
      `
Examples:
  source <(zuora-access completion bash)        # in ~/.bashrc
  source <(zuora-access completion zsh)         # in ~/.zshrc, after compinit
  zuora-access completion fish | source         # in ~/.config/fish/config.fish`,
    )
    .action(async (shell) => {
      const { completionScript } = await import('../completion/script.ts');
      console.log(completionScript(shell, program));
    });
}
