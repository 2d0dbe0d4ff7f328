/** Text as part of a pattern of SQL's `like`: what was typed has no wildcards of its own. */
export const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
