// The pool alone: with all of undici come its fetch, mocks, caches and proxies, 5 MB that no poll needs.
declare module "undici/lib/dispatcher/pool.js" {
  export { Pool as default } from "undici";
}
