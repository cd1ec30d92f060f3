import type { ToolSpec } from '../../core/ports/index.js';

/** A tool whose input is text in a grammar instead of JSON. */
export type FreeformToolSpec = Extract<ToolSpec, { type: 'custom' }>;

/** Each line is one terminal and is never empty. The terminals differ in the first character, so a parser needs no lookahead. */
const GRAMMAR = String.raw`start: "*** Begin Patch" LF hunk+ "*** End Patch" LF?

hunk: add | delete | update

add: "*** Add File: " PATH LF (ADDED LF)+
delete: "*** Delete File: " PATH LF
update: "*** Update File: " PATH LF move? chunk+

move: "*** Move to: " PATH LF
chunk: (PLACE LF)* (line LF)+ ("*** End of File" LF)?
line: KEPT | ADDED | REMOVED

PATH: /[^\r\n]+/
PLACE: /@@( [^\r\n]*)?/
KEPT: / [^\r\n]*/
ADDED: /\+[^\r\n]*/
REMOVED: /-[^\r\n]*/
LF: /\r?\n/
`;

export const freeformSpec: FreeformToolSpec = {
  type: 'custom',
  name: 'apply_patch',
  description: 'Edits files: creates, changes, moves and deletes them. Your input is the patch itself, not JSON.',
  format: { type: 'grammar', syntax: 'lark', definition: GRAMMAR },
};

const DESCRIPTION = `Edits files: creates, changes, moves and deletes them. All changes of a call are made, or none.

The input is a patch of this form:

*** Begin Patch
*** Add File: path/of/new.txt
+each line of the new file
+after a plus sign
*** Update File: src/greet.py
@@ def greet():
     name = ask()
-    print("Hi")
+    print(f"Hello, {name}")
     return name
*** Update File: old/name.txt
*** Move to: new/name.txt
@@
-a line to change
+the line as it shall be
*** Delete File: path/of/gone.txt
*** End Patch

- Between the first and the last line stands one section for each file. Paths are relative to the working directory.
- In an update, a line begins with a space when it stays, with - when it goes and with + when it is new. The lines that stay or go must be in the file exactly so, one after another.
- Give about three lines that stay before and after each change, so that the place is clear. Changes that lie near each other belong into one chunk.
- A chunk begins with @@. Where its lines occur more than once, write a line that stands above them behind it, such as the head of the function or class: @@ class Greeter. Several such lines, one after another, lead further down: @@ class Greeter, then @@ def greet(self):.
- Chunks of a file come in the order of the file. Give each file one section.
- *** End of File after a chunk says that it ends where the file ends.
- A file cannot be moved without being changed.`;

export const functionSpec: Extract<ToolSpec, { type: 'function' }> = {
  type: 'function',
  name: 'apply_patch',
  description: DESCRIPTION,
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      input: { type: 'string', description: 'The whole patch, from *** Begin Patch to *** End Patch.' },
    },
    required: ['input'],
    additionalProperties: false,
  },
};
