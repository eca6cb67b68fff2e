/** What others say, on one line, without what could steer a terminal. */
export const plain = (text) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
