/** The part of the engine's own WebAssembly that docc uses: TypeScript declares it among browser types only. */
declare namespace WebAssembly {
  class Module {
    private constructor();
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module, imports: Readonly<Record<string, object>>);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    private constructor();
  }
  class RuntimeError extends Error {}
  function compile(bytes: Uint8Array): Promise<Module>;
}
