// Package emulator_test drives a served emulator with the official Go SDK. go.test.mjs starts both.
package emulator_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
)

// account is a client with the API key, as in the reference documents.
func account(t *testing.T) anthropic.Client {
	t.Helper()
	return anthropic.NewClient(
		option.WithBaseURL(setting(t, "ANTHROPIC_BASE_URL")),
		option.WithAPIKey(setting(t, "ANTHROPIC_API_KEY")),
		option.WithMaxRetries(0),
	)
}

func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: go.test.mjs sets it", name)
	}
	return value
}

// selfHosted creates an environment that takes work, and gives its id.
func selfHosted(t *testing.T, client anthropic.Client) string {
	t.Helper()
	environment, err := client.Beta.Environments.New(context.Background(), anthropic.BetaEnvironmentNewParams{
		Name:   "go",
		Config: anthropic.BetaEnvironmentNewParamsConfigUnion{OfSelfHosted: &anthropic.BetaSelfHostedConfigParams{}},
	})
	must(t, err)
	return environment.ID
}

// enqueue queues a session, and gives the work item's id.
func enqueue(t *testing.T, environmentID string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"environmentId": environmentID})
	must(t, err)
	response, err := http.Post(setting(t, "ANTHROPIC_BASE_URL")+"/_emulator/work", "application/json", strings.NewReader(string(body)))
	must(t, err)
	defer response.Body.Close()
	var item struct{ ID string }
	must(t, json.NewDecoder(response.Body).Decode(&item))
	if response.StatusCode != http.StatusOK || item.ID == "" {
		t.Fatalf("no work was queued: %s", response.Status)
	}
	return item.ID
}

// environmentKey is made of the environment's id, so that a test can have environments of its own.
func environmentKey(environmentID string) string {
	return "sk-ant-env-" + strings.TrimPrefix(environmentID, "env_")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, what string, found, expected T) {
	t.Helper()
	if found != expected {
		t.Fatalf("%s: found %v, expected %v", what, found, expected)
	}
}
