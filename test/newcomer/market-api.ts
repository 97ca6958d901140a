/** The marketplace's API as a newcomer's curl would use it. */
export interface MarketApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
}

export function marketApi(apiBaseUrl: string, apiKey: string): MarketApi {
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    const headers = { ...(apiKey && { "x-agent-api-key": apiKey }), "content-type": "application/json" };
    const response = await fetch(`${apiBaseUrl}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    get: (path) => call(path, {}),
    post: (path, body) => call(path, { method: "POST", body: JSON.stringify(body) }),
  };
}

export interface OrderAnswer {
  readonly order: {
    readonly id: string;
    readonly order_number: string;
    readonly status: string;
    readonly delivery_text?: string;
  };
}
