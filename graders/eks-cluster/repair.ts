/** How something is mended, and the command that fails until it is. */
export type Repair = { readonly fix: string; readonly reproduce: string };
