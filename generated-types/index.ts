// Generated from protocol/ by `npm run emit`: edit that, not this.
export type * from './methods.js';
export type * from './turnwire/index.js';
export type * from './v1/index.js';
export type * as v2 from './v2/index.js';
