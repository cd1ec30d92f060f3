import { namesIn } from '../schema.js';

/** Declares a type of this version; v1 may have another one of the same name. */
export const named = namesIn('v2');
