import { setFlagsFromString } from "node:v8";

/**
 * V8's heap of young objects stays as large as it is: 1 MB in a process that has done nothing yet, 16 after the modules of a simulation. By itself V8
 * gives them up to 128 MB while a thousand agents come up, and never gives those back, however little is young later.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** Threads of later begin with 16 MB of it: with the 1 MB that each would keep then, a simulation in a thread takes a quarter more CPU. */
export function beginThreadsWithGrownHeap(): void {
  setFlagsFromString("--min-semi-space-size=16");
}

/**
 * Until the answer is called, code in WebAssembly that is new to the process keeps what V8's first compiler makes of it. Undici's HTTP parser is such code: making
 * it faster takes 24 MB, half of which stay with the process, and saves a few microseconds a reply.
 */
export function leaveWasmAsItIs(): () => void {
  setFlagsFromString("--no-wasm-dynamic-tiering");
  setFlagsFromString("--no-wasm-tier-up");
  return () => {
    setFlagsFromString("--wasm-dynamic-tiering");
    setFlagsFromString("--wasm-tier-up");
  };
}
