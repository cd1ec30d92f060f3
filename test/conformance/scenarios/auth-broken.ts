import { authScenario, TOKENS } from '../auth.js';

const { tokens } = TOKENS;

export default authScenario('getAuthStatus with tokens that cannot be read', true, {
  ...TOKENS,
  tokens: { ...tokens, id_token: 'not.a-token' },
});
