import type { Problem, Trigger } from './section.ts';
import { bounded, givenTexts, textsBelow } from './texts.ts';
import { entryOf, itemsIn, type Tree, textOf, textsOf, valueOf } from './tree.ts';

/** The events that start a workflow, in the three ways that `on:` is written: a name, a list, a map. */
export function readTriggers(file: Tree, problems: Problem[]): Trigger[] {
  const entry = entryOf(file, 'on');
  const triggers = entry === undefined ? [] : triggersOf(entry.value);
  if (triggers.length > 0) return triggers;
  problems.push({
    line: entry?.line ?? 1,
    message: entry === undefined ? 'the workflow has no on:' : 'on: names no event',
    fix: 'Write when it runs: on: push, for one.',
  });
  return [];
}

function triggersOf(on: Tree): Trigger[] {
  if (on.kind === 'map') return on.entries.map(({ key, line, value }) => ({ event: key, line, ...filters(value) }));
  const names = on.kind === 'list' ? on.items : [on];
  return names.flatMap((name) => {
    const event = textOf(name);
    return event === undefined ? [] : [{ event, line: name.line, branches: [], tags: [], types: [] }];
  });
}

const filters = (value: Tree): Omit<Trigger, 'event' | 'line'> => ({
  branches: textsOf(valueOf(value, 'branches')),
  tags: textsOf(valueOf(value, 'tags')),
  types: textsOf(valueOf(value, 'types')),
  ...given('branchesIgnore', textsOf(valueOf(value, 'branches-ignore'))),
  ...given('tagsIgnore', textsOf(valueOf(value, 'tags-ignore'))),
  ...given('paths', textsOf(valueOf(value, 'paths'))),
  ...given('pathsIgnore', textsOf(valueOf(value, 'paths-ignore'))),
  ...given('workflows', textsOf(valueOf(value, 'workflows'))),
  ...given('crons', itemsIn(value).flatMap((item) => textOf(valueOf(item, 'cron')) ?? [])),
  ...givenTexts('defaults', textsBelow(valueOf(value, 'inputs'), 'default')),
  ...givenTexts('outputs', textsBelow(valueOf(value, 'outputs'), 'value')),
});

type Lists = 'branchesIgnore' | 'tagsIgnore' | 'paths' | 'pathsIgnore' | 'workflows' | 'crons';

/** Absent facts are absent keys. */
const given = (name: Lists, texts: string[]): Partial<Trigger> => (texts.length === 0 ? {} : { [name]: texts.map(bounded) });
