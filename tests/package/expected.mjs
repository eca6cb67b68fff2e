const life = {
  session: 'session',
  beat: 'active',
  extended: true,
  stopped: 'stopped',
  answered: true,
  listed: true,
  missing: 'NotFoundError',
};

/** What `exercise` sees when all is well. */
export const expected = [life, life];
