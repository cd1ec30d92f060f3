import { authScenario } from '../auth.js';

export default authScenario('getAuthStatus with an API key', true, { OPENAI_API_KEY: 'sk-test' });
