import { authScenario, TOKENS } from '../auth.js';

export default authScenario('getAuthStatus with a subscription', true, TOKENS);
