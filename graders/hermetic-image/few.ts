/** As many of one kind as a person reads; who mends these is told of the others next. */
const most = 10;

export const few = <Item>(all: readonly Item[]): readonly Item[] => all.slice(0, most);

/** ` and 3 more` */
export const andMore = (all: readonly unknown[]): string => (all.length > most ? ` and ${all.length - most} more` : '');
