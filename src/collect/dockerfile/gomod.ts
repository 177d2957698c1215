/** The words behind a directive, in one line or in a block. */
export function directives(module: string, name: string): string[][] {
  const found: string[][] = [];
  let block = '';
  for (const line of module.split('\n')) {
    const words = line.replace(/\/\/.*$/, '').replace('(', ' ( ').trim().split(/\s+/).map((word) => word.replace(/^"(.*)"$/, '$1'));
    const [first = ''] = words;
    if (first === ')') block = '';
    else if (block === name && first !== '') found.push(words);
    else if (block === '' && words[1] === '(') block = first;
    else if (block === '' && first === name) found.push(words.slice(1));
  }
  return found;
}
