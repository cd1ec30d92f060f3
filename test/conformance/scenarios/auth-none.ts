import { authScenario } from '../auth.js';

export default authScenario('getAuthStatus of nobody', true);
