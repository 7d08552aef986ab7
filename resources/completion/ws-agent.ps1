# Completion of ws-agent for PowerShell. The program itself knows what can come next.

Register-ArgumentCompleter -Native -CommandName ws-agent -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    # An empty argument gets lost on the way to a program.
    $place = if ($wordToComplete -eq '') { @('--at-new-word') } else { @() }

    & $words[0] __complete @place @words 2>$null | ForEach-Object {
        $value, $description = $_ -split "`t", 2
        if ($value -eq ':files' -or $value -eq ':dirs') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } elseif ($value -ne ':nospace') {
            if (-not $description) { $description = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
        }
    }
}
