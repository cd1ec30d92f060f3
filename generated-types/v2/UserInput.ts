// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ImageDetail } from './ImageDetail.js';
import type { TextElement } from './TextElement.js';

/** One piece of what the user sends. */
export type UserInput = {
  type: "text";
  text: string;
  text_elements: TextElement[];
} | {
  type: "image";
  detail: ImageDetail | null;
  url: string;
} | {
  type: "image";
  detail: ImageDetail | null;
  fileId: string;
} | {
  type: "localImage";
  detail: ImageDetail | null;
  path: string;
} | {
  type: "audio";
  url: string;
} | {
  type: "audio";
  fileId: string;
} | {
  type: "localAudio";
  path: string;
} | {
  type: "skill";
  name: string;
  path: string;
} | {
  type: "mention";
  name: string;
  path: string;
};
