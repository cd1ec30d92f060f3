// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ImageDetail } from './ImageDetail.js';

/** One piece of the output of a function call. */
export type FunctionCallOutputContentItem = {
  type: "input_text";
  text: string;
} | {
  type: "input_image";
  detail: ImageDetail | null;
  image_url: string;
} | {
  type: "input_image";
  detail: ImageDetail | null;
  file_id: string;
} | {
  type: "input_audio";
  audio_url: string;
} | {
  type: "input_audio";
  file_id: string;
} | {
  type: "encrypted_content";
  encrypted_content: string;
};
