import { isHarmlessWord, options } from './options.js';

/**
 * The tests and actions of find that read and print. Not in the list: tests that run a program, remove, write, or take a
 * list of places from a file.
 */
const FIND = options(
  `-H -L -P -E -s -x -d -a -o -not -and -or -amin -anewer -atime -cmin -cnewer -context -ctime -daystart -depth -empty
   -executable -false -flags -follow -fstype -gid -group -ignore_readdir_race -noignore_readdir_race -ilname -iname
   -inum -ipath -iregex -iwholename -links -lname -ls -maxdepth -mindepth -mmin -mount -mtime -name -newer -nogroup
   -noleaf -nouser -nowarn -warn -path -perm -print -print0 -printf -prune -quit -readable -regex -regextype -samefile
   -size -true -type -uid -used -user -wholename -writable -xdev -xtype`,
  /^-newer[aBcm][aBcmt]$/,
  // Values of -mtime, -size, -perm.
  /^-\d+[a-zA-Z]?$/,
);

export function isHarmlessFind(words: readonly string[]): boolean {
  return words.every((word) => isHarmlessWord(word, FIND));
}
