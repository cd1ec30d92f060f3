/** A test keeps it equal to package.json; reading that file at start-up would cost more than it saves. */
export const VERSION = '0.1.0';
