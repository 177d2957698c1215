import { expect, it } from 'vitest';
import { nearestName } from './nearest.ts';

it.each([
  ['contaners', ['containers', 'initContainers'], 'containers'],
  ['run_as_user', ['runAsUser', 'runAsGroup'], 'runAsUser'],
  ['port', ['ports', 'name'], 'ports'],
  ['volumesMount', ['volumeMounts', 'volumeDevices'], 'volumeMounts'],
  ['limtis', ['limits', 'requests'], 'limits'],
  ['colour', ['image', 'name'], undefined],
  ['x'.repeat(10_000), ['image'], undefined],
])('%s is most likely %s', (written, known, meant) => {
  expect(nearestName(written, known)).toBe(meant);
});
