/** The part of the engine's own WebAssembly that docc uses: TypeScript declares it among browser types only. */
declare namespace WebAssembly {
  const compiled: unique symbol;
  class Module {
    readonly [compiled]: never;
    constructor(bytes: Uint8Array);
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module, imports: Readonly<Record<string, object>>);
  }
  type Memory = { readonly buffer: ArrayBuffer };
  class RuntimeError extends Error {}
  function compile(bytes: Uint8Array): Promise<Module>;
}
