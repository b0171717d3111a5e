/** The completion of fish. */
import type { CommandWords, WordValue } from './command-words.ts';

/** https://fishshell.com/docs/current/completions.html */
export function fishScript(all: readonly CommandWords[]): string {
  const named = all.filter(({ place }) => place !== '').map(({ place }) => quote(place));
  return `function __zuora_access_at
  set -l place ''
  set -l given (commandline -opc)
  set -e given[1]
  for word in $given
    switch "$place $word"
      case ${named.join(' ')}
        set place "$place $word"
    end
  end
  test "$place" = "$argv[1]"
end
complete -c zuora-access -f
${all.flatMap(completeCommand).join('\n')}`;
}

function completeCommand({ place, commands, options, argument }: CommandWords): readonly string[] {
  const begin = `complete -c zuora-access -n ${quote(`__zuora_access_at ${quote(place)}`)}`;
  return [
    ...commands.map(({ name, description }) => `${begin} -a ${quote(name)} -d ${quote(description)}`),
    ...options.map(({ name, description, value }) => {
      const parts = [begin, `-l ${name.replace(/^--/, '')}`, value && `-r${completeValue(value)}`];
      return [...parts, `-d ${quote(description)}`].filter(Boolean).join(' ');
    }),
    ...(completeValue(argument) ? [`${begin}${completeValue(argument)}`] : []),
  ];
}

function completeValue({ choices, isPath }: WordValue): string {
  if (choices.length > 0) return ` -a ${quote(choices.join(' '))}`;
  return isPath ? ' -F' : '';
}

/** fish knows two escapes between single quotes. */
function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
