/** Completion for bash, and for zsh through bashcompinit, from the command table. */
import { readdirSync } from "node:fs";
import { defaultRoot } from "../lifecycle/root.ts";
import { COMMANDS, type Command, type Flag, GLOBAL_FLAGS } from "./table.ts";

export const COMPLETION_SCRIPT = `# to be sourced by bash; in zsh after: autoload -U bashcompinit && bashcompinit
_caisson() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <("\${COMP_WORDS[0]}" --get-completions "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _caisson caisson
`;

/** What may stand in place of the last of `words`. Nothing where a file name is wanted: the shell knows those. */
export function completions(words: readonly string[]): string[] {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? "";
  const { command, flags } = context(before);
  const previous = flags.find((flag) => isNameOf(before.at(-1) ?? "", flag));
  const wanted =
    previous !== undefined && previous.type !== "boolean"
      ? (previous.choices ?? [])
      : candidates({ command, flags, last });
  return wanted.filter((word) => word.startsWith(last));
}

function context(before: readonly string[]): { command: Command | undefined; flags: readonly Flag[] } {
  const command = COMMANDS.find(({ name }) => before.includes(name));
  return { command, flags: command?.flags ?? GLOBAL_FLAGS };
}

function candidates(at: { command: Command | undefined; flags: readonly Flag[]; last: string }): readonly string[] {
  if (at.last.startsWith("-")) return at.flags.map(({ name }) => `--${name}`);
  if (at.command === undefined || at.command.name === "help") return COMMANDS.map(({ name }) => name);
  return at.command.positionals[0]?.name === "id" ? containerIds() : [];
}

function containerIds(): string[] {
  try {
    return readdirSync(defaultRoot("auto")).filter((name) => !name.startsWith("@"));
  } catch {
    return [];
  }
}

function isNameOf(word: string, { name, alias }: Flag): boolean {
  const bare = word.replace(/^--?/, "");
  return bare !== word && (bare === name || bare === alias);
}
