// What providers call themselves.

const names: Record<string, string> = { render: 'Render', daytona: 'Daytona', azure: 'Azure' }

export const providerName = (provider: string): string => names[provider] ?? provider
